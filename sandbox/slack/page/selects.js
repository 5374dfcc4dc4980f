/* The select menus of Block Kit, all by one combobox: of the app's options, loaded ones, people and channels. */

import { html } from "./vendor/htm-preact.js";
import { Combobox } from "./combobox.js";
import { confirmed } from "./confirm.js";
import { search } from "./gestures.js";
import { state } from "./store.js";
import { useFilled } from "./surface.js";
import { plain } from "./text.js";

const LEAST_QUERY = 3;

export function Select({ block, element, input }) {
  const { surface, value, keep, send } = useFilled(block, element);
  const many = element.type.startsWith("multi_");
  const kind = element.type.replace("multi_", "").replace("_select", "");
  const isPlain = kind === "static" || kind === "external";
  const choices = choicesOf(kind, element);
  const kept = value === null ? [] : many ? value : [value];
  const chosen = kept.map((each) => (isPlain ? fromOption(each) : fromId(choices, each)));

  async function pick(picked) {
    const values = picked.map((each) => (isPlain ? each.option : each.value));
    if (!(await confirmed(element.confirm))) return;
    keep(many ? values : (values[0] ?? null));
    const said = picked.map((each) => each.value);
    await send(many ? said : (said[0] ?? null));
  }

  async function load(query) {
    const told = await search(surface, block, element, query);
    return told && !told.failed ? told.options.map((option) => fromOption(option)) : null;
  }

  return html`<${Combobox}
    choices=${choices}
    load=${kind === "external" ? load : null}
    least=${kind === "external" ? (element.min_query_length ?? LEAST_QUERY) : 0}
    chosen=${chosen}
    many=${many}
    most=${element.max_selected_items ?? 100}
    pick=${pick}
    placeholder=${plain(element.placeholder) || (many ? "Choose any" : "Choose one")}
    input=${{ ...input, clearable: block.type === "input" && block.optional }}
  />`;
}

function choicesOf(kind, element) {
  const { people = [], channels = [] } = state.workspace ?? {};
  if (kind === "users") return people.filter((one) => !one.deleted).map(ofPerson);
  if (kind === "channels") return channels.filter((one) => !one.is_im).map(ofChannel);
  if (kind === "conversations") return channels.map(ofChannel);
  const grouped = (element.option_groups ?? []).flatMap((group) =>
    group.options.map((option) => fromOption(option, plain(group.label))),
  );
  return [...(element.options ?? []).map((option) => fromOption(option)), ...grouped];
}

function fromOption(option, group) {
  return { value: option.value, label: plain(option.text), note: plain(option.description), group, option };
}

function ofPerson(person) {
  return { value: person.id, label: person.real_name || person.name, note: person.title };
}

function ofChannel(channel) {
  return { value: channel.id, label: channel.is_im ? state.workspace.app.name : `#${channel.name}` };
}

function fromId(choices, id) {
  return choices.find((choice) => choice.value === id) ?? { value: id, label: id };
}

/* Where an element stands, and what is filled in there: a message, a modal or the Home tab. */

import { createContext, useContext, useState } from "./vendor/htm-preact.js";
import { draft, setDraft } from "./drafts.js";
import { fill } from "./gestures.js";

export const Surface = createContext(null);

export function ofMessage(message) {
  const key = `${message.channel}/${message.ts}`;
  return { key, named: { channel: message.channel, ts: message.ts }, values: {} };
}

export function ofView(view) {
  return { key: view.id, named: { view_id: view.id }, values: view.state?.values ?? {}, errors: view.errors ?? {} };
}

/* The slot's name in `state.values`, and that of its first value. */
const SLOTS = {
  plain_text_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  radio_buttons: ["selected_option", "initial_option"],
  multi_static_select: ["selected_options", "initial_options"],
  multi_external_select: ["selected_options", "initial_options"],
  checkboxes: ["selected_options", "initial_options"],
  users_select: ["selected_user", "initial_user"],
  multi_users_select: ["selected_users", "initial_users"],
  channels_select: ["selected_channel", "initial_channel"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
};

/* What stands in an element: typed here, or kept by the workspace, or put there by the app. */
export function useFilled(block, element) {
  const surface = useContext(Surface);
  const [, redraw] = useState(0);
  const key = `${surface.key} ${block.block_id} ${element.action_id}`;
  const [slot, first] = SLOTS[element.type];
  const kept = surface.values[block.block_id]?.[element.action_id]?.[slot] ?? element[first] ?? null;
  const keep = (value) => {
    setDraft(key, value);
    redraw((before) => before + 1);
  };
  return { surface, value: draft(key, kept), keep, send: (value, how) => fill(surface, block, element, value, how) };
}

export function useSurface() {
  return useContext(Surface);
}

/* The emoji that bots use most, by Slack's names; another stays its name between colons. */

const SIGNS = {
  "+1": "👍", "-1": "👎", thumbsup: "👍", tada: "🎉", eyes: "👀", point_right: "👉",
  fire: "🔥", rocket: "🚀", bulb: "💡", warning: "⚠️", rotating_light: "🚨", no_entry: "⛔", x: "❌",
  white_check_mark: "✅", heavy_check_mark: "✔️", question: "❓", information_source: "ℹ️",
  red_circle: "🔴", large_blue_circle: "🔵", large_green_circle: "🟢", lock: "🔒", unlock: "🔓",
  key: "🔑", shield: "🛡️", bell: "🔔", hourglass_flowing_sand: "⏳",
  memo: "📝", mag: "🔍", link: "🔗",
  bar_chart: "📊", arrow_right: "➡️", arrow_left: "⬅️",
};

export function emoji(name, unicode) {
  if (unicode) {
    const points = unicode.split("-").map((each) => Number.parseInt(each, 16));
    if (points.every((point) => point > 0 && point <= 0x10ffff)) return String.fromCodePoint(...points);
  }
  return Object.hasOwn(SIGNS, name) ? SIGNS[name] : `:${name}:`;
}

/* Every :name: of a plain text that is known. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]{1,40}):/g, (_, name) => emoji(name));
}

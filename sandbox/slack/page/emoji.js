/* The emoji that bots use most, by Slack's names; another stays its name between colons. */

const SIGNS = {
  "+1": "👍", "-1": "👎", thumbsup: "👍", thumbsdown: "👎", wave: "👋", tada: "🎉", eyes: "👀", pray: "🙏",
  clap: "👏", raised_hands: "🙌", point_right: "👉", point_left: "👈", point_up: "☝️", point_down: "👇", ok_hand: "👌",
  smile: "😄", grin: "😁", joy: "😂", slightly_smiling_face: "🙂", wink: "😉", thinking_face: "🤔", cry: "😢",
  sweat_smile: "😅", heart: "❤️", fire: "🔥", rocket: "🚀", sparkles: "✨", star: "⭐", zap: "⚡", bulb: "💡",
  warning: "⚠️", rotating_light: "🚨", no_entry: "⛔", no_entry_sign: "🚫", x: "❌", white_check_mark: "✅",
  heavy_check_mark: "✔️", ballot_box_with_check: "☑️", question: "❓", exclamation: "❗", information_source: "ℹ️",
  red_circle: "🔴", large_blue_circle: "🔵", large_green_circle: "🟢", large_yellow_circle: "🟡", white_circle: "⚪",
  black_circle: "⚫", lock: "🔒", unlock: "🔓", key: "🔑", closed_lock_with_key: "🔐", shield: "🛡️", bell: "🔔",
  no_bell: "🔕", hourglass: "⌛", hourglass_flowing_sand: "⏳", stopwatch: "⏱️", alarm_clock: "⏰", clock1: "🕐",
  calendar: "📅", date: "📅", memo: "📝", pencil: "📝", pencil2: "✏️", clipboard: "📋", mag: "🔍", link: "🔗",
  package: "📦", gear: "⚙️", wrench: "🔧", hammer: "🔨", bug: "🐛", robot_face: "🤖", ghost: "👻", cloud: "☁️",
  computer: "💻", email: "📧", chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", bar_chart: "📊",
  moneybag: "💰", recycle: "♻️", arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️",
  arrows_counterclockwise: "🔄", broom: "🧹", wastebasket: "🗑️", house: "🏠", bust_in_silhouette: "👤",
  busts_in_silhouette: "👥", speech_balloon: "💬", thought_balloon: "💭", pushpin: "📌", bookmark: "🔖", seedling: "🌱",
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

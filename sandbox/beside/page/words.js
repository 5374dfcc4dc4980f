/* Times, lengths and IAM's facts in words. */

export function clock(unix) {
  return new Date(unix * 1000).toLocaleTimeString("en-GB");
}

/* 0:42, 12:05, 3:00:00. */
export function left(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/* How long ago a day of ISO was: today, 1 day, 412 days. */
export function age(iso) {
  const days = Math.floor((Date.now() - Date.parse(iso)) / 86_400_000);
  if (days < 1) return "today";
  return days === 1 ? "1 day" : `${days} days`;
}

export function ago(iso) {
  if (!iso) return "never used";
  const said = age(iso);
  return said === "today" ? "used today" : `used ${said} ago`;
}

/* Longer ago than the bot's own reminders take for unused. */
export function isLongAgo(iso) {
  return Boolean(iso) && Date.now() - Date.parse(iso) > 90 * 86_400_000;
}

export function shortKey(id) {
  const [name, ...rest] = id.split(", ");
  return [`${name.slice(0, 4)}…${name.slice(-4)}`, ...rest].join(", ");
}

const VERBS = {
  membership: { added: "joined", removed: "left" },
  policy: { added: "was given", removed: "lost" },
};

/* ann joined s3-users · dan: key AKIA…7CDE removed · eve: user added. */
export function sentence({ verb, kind, of, what }) {
  if (VERBS[kind]) return `${of} ${VERBS[kind][verb]} ${what}`;
  if (!what) return `${of}: ${kind} ${verb}`;
  return `${of}: ${kind} ${kind === "key" ? shortKey(what) : what} ${verb}`;
}

/* What an IAM call was about: its names, with ARNs cut to their last part. */
export function about(parameters) {
  const names = ["UserName", "GroupName", "PolicyArn", "AccessKeyId", "Status", "PolicyName", "RoleName"];
  const shown = names.filter((name) => parameters[name]).map((name) => parameters[name].split("/").at(-1));
  return shown.join(" · ");
}

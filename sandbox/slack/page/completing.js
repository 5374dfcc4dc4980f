/* What may follow what is typed: the app's commands, and the words that their hints name. */

/* Each suggestion: {text: what the box holds after it, label, note}. Nothing for what is no command. */
export function suggestions(typed, commands) {
  if (!typed.startsWith("/") || typed.includes("\n")) return [];
  const space = typed.indexOf(" ");
  if (space < 0) return ofCommands(typed, commands);
  const command = commands.find((each) => each.command === typed.slice(0, space));
  const rest = typed.slice(space + 1);
  if (!command || rest.includes(" ")) return [];
  return words(command)
    .filter(({ word }) => word.startsWith(rest.toLowerCase()))
    .map(({ word, more }) => ({ text: `${command.command} ${word}${more ? " " : ""}`, label: `${command.command} ${word}`, note: more }));
}

function ofCommands(typed, commands) {
  return commands
    .filter(({ command }) => command.startsWith(typed))
    .map(({ command, description, usage_hint: hint }) => ({
      text: `${command} `,
      label: command,
      note: [description, hint].filter(Boolean).join(" — "),
    }));
}

/* "request [bundle] [duration] | my | cancel N" names three words and what goes with them. */
export function words({ usage_hint: hint = "" }) {
  return hint
    .split("|")
    .map((part) => part.trim())
    .filter((part) => /^[a-z][a-z-]*(\s|$)/i.test(part))
    .map((part) => {
      const [word, ...more] = part.split(/\s+/);
      return { word, more: more.join(" ") };
    });
}

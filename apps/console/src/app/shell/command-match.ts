/** `texts`: all names under which a command is found: its label in the reader's language, pinyin, initials. */
export type Command = { id: string; label: string; texts: string[] }

/**
 * Commands that match what was typed, best first: a name that begins with it, then one that contains it, then one that has its letters in
 * order. Spaces and case do not count.
 */
export function matchCommands<T extends Command>(commands: readonly T[], typed: string): T[] {
  const wanted = plain(typed)
  if (wanted === '') return [...commands]
  return commands
    .map((command, order) => ({
      command,
      order,
      score: Math.max(...[command.label, ...command.texts].map((text) => score(plain(text), wanted))),
    }))
    .filter((found) => found.score > 0)
    .sort((a, b) => b.score - a.score || a.order - b.order)
    .map((found) => found.command)
}

function score(text: string, wanted: string): number {
  if (text.startsWith(wanted)) return 3
  if (text.includes(wanted)) return 2
  let at = 0
  for (const letter of text) if (letter === wanted[at]) at++
  return at === wanted.length ? 1 : 0
}

function plain(text: string): string {
  return text.toLowerCase().replace(/\s+/g, '')
}

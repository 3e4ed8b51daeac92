import { stripVTControlCharacters } from 'node:util'

/** Lines within a frame. */
export function box(lines: readonly string[]): string {
  const lengthOf = (line: string) => stripVTControlCharacters(line).length
  const width = Math.max(...lines.map(lengthOf))
  const edge = '─'.repeat(width + 4)
  const row = (line: string) => `│  ${line}${' '.repeat(width - lengthOf(line))}  │`
  return [`╭${edge}╮`, ...lines.map(row), `╰${edge}╯`].join('\n')
}

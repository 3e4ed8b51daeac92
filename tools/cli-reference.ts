/**
 * Writes docs/reference/cli.md from the command line itself: `node tools/cli-reference.ts`.
 * A test fails when the page and the program differ.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createProgram } from '@ferraris/cli'

type Command = ReturnType<typeof createProgram>

const introduction = `# Command line

\`npx ferraris\` in the repository's folder. Written from the program's own help (\`node tools/cli-reference.ts\`).

- \`--json\` prints one JSON document on standard output; messages for people go to standard error.
- Exit codes: 0 done, 1 refused by the other side, 2 bad input.
- Where \`--data\` is not given, \`FERRARIS_DATA\` counts, else \`./data\`. The other variables stand in [Configuration](configuration.md).
- A meter is named by a URI, \`dlms+tcp://host:port?client=2&server=1&auth=gmac&device=SERIAL\`
  ([Read a meter](../guide/read-a-meter.md)); its keys never stand there.
`

/** The page: the help of each command that does something. */
export function cliReference(): string {
  const sections = leaves(createProgram()).map(
    command => `## ${pathOf(command)}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`,
  )
  return [introduction, ...sections].join('\n')
}

function leaves(command: Command): Command[] {
  return command.commands.length === 0
    ? [command]
    : command.commands.flatMap(child => leaves(child as Command))
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name()
}

/** The help as a terminal of 100 columns without colours shows it. */
function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({
    writeOut: part => {
      text += part
    },
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
  })
  command.outputHelp()
  return text.trim()
}

if (import.meta.main) writeFileSync(join(import.meta.dirname, '../docs/reference/cli.md'), cliReference())

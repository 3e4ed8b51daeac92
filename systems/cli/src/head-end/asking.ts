import type { Command } from 'commander'

/** What every command says that asks a head-end. */
export interface AskOptions {
  readonly headEnd: string
  readonly json?: boolean
}

export function asking(command: Command): Command {
  return command
    .requiredOption('--head-end <url>', 'https://head-end.example')
    .option('--json', 'print one JSON document')
}

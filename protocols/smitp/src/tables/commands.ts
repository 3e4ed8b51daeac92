/** Commands of COMMAND.req and their parameters; all of them are our choice. */
export const commands = {
  /** No parameters. Said twice, it is done once. */
  openBreaker: 1,
  closeBreaker: 2,
  /** Control mode of class 70, u8. */
  setBreakerMode: 3,
  /** Seconds, i16, low octet first: moves the clock by −900 … 900. */
  shiftClock: 10,
} as const
export type CommandName = keyof typeof commands

const names = new Map<number, CommandName>(
  Object.entries(commands).map(([name, code]) => [code, name as CommandName]),
)

/** The name of a command; undefined where there is none. */
export const commandOf = (code: number): CommandName | undefined => names.get(code)

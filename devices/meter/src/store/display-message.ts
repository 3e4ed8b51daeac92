import type { NonVolatile } from './memory/non-volatile.ts'

/** A message to the customer, in true time; 0 seconds: until another one comes. */
export type DisplayMessage = {
  readonly text: string
  readonly from: number
  readonly seconds: number
  readonly priority: number
}

const messageSetting = 'display.message'

/** The message that is shown; undefined after its time. */
export function shownMessage(memory: NonVolatile, now: number): DisplayMessage | undefined {
  const message = memory.get<DisplayMessage>(messageSetting)
  if (message === undefined || message.text === '') return undefined
  return message.seconds === 0 || now < message.from + message.seconds ? message : undefined
}

export function keepMessage(memory: NonVolatile, message: DisplayMessage): void {
  memory.set(messageSetting, message)
}

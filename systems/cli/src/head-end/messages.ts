import type { HeadEndOptions } from '@ferraris/head-end'
import type { Command } from 'commander'

/** How messages of other systems are checked, as a person says it. */
export interface MessageFlags {
  readonly validateMessages?: boolean
  readonly messageSchemas?: string
}

export function messageOptions(command: Command): Command {
  return command
    .option(
      '--validate-messages',
      'hold messages of other systems against our XML schemas before anything is done',
    )
    .option(
      '--message-schemas <folder>',
      'hold them against the XSD files of a folder instead, such as licensed ones',
    )
}

/** The same as the head-end takes it. */
export function messageValidation(flags: MessageFlags): Pick<HeadEndOptions, 'messageValidation'> {
  const { validateMessages = false, messageSchemas: schemas } = flags
  return validateMessages || schemas !== undefined ? { messageValidation: { schemas } } : {}
}

import { longestSendMs } from './message-link.ts'
import { MessageLinkError } from './message-link-error.ts'

/** The work's result; throws MessageLinkError `busy` when a sending has taken too long. */
export async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new MessageLinkError('busy', 'no acknowledgement in time')),
      longestSendMs,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

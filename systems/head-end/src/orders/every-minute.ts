import { msPerMinute } from '@ferraris/metering'
import { isUnavailable } from '@ferraris/service'

/** Looks after something in the store every minute, one look after the other; gives what ends it. */
export function everyMinute(look: () => Promise<void>): () => Promise<void> {
  let looking = Promise.resolve()
  const timer = setInterval(() => {
    looking = looking.then(look).catch(toleratingAbsence)
  }, msPerMinute)
  return async () => {
    clearInterval(timer)
    await looking
  }
}

/** The store is away: a minute later it is looked at again. */
function toleratingAbsence(error: unknown): void {
  if (!isUnavailable(error)) throw error
}

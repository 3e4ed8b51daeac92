import { msPerMinute } from '@ferraris/metering'
import { isUnavailable } from '@ferraris/service'

/**
 * Looks after something in the store every minute, one look after the other; gives what ends it. A look that fails is made up for
 * by the next one; `onTrouble` hears of it unless the store is away, which the store tells itself.
 */
export function everyMinute(
  look: () => Promise<void>,
  onTrouble: (error: Error) => void,
): () => Promise<void> {
  let looking = Promise.resolve()
  const timer = setInterval(() => {
    looking = looking.then(look).catch((error: Error) => {
      if (!isUnavailable(error)) onTrouble(error)
    })
  }, msPerMinute)
  return async () => {
    clearInterval(timer)
    await looking
  }
}

import { faultTable } from '@ferraris/metering'
import type { Effect } from '../effect.ts'

const { level } = faultTable['wrong-password'].parameters

/** A password is guessed wrongly some times, each of which counts towards the lock of the port. */
export const wrongPassword: Effect = {
  happens: harm => [{ at: harm.from, event: 'associationFailure' }],
  strikes: ({ level: attempts = level.usual }, meter, at) => meter.failAttempts(attempts, at),
}

/** The clock loses its time and goes on from one that it had kept; it is invalid until it is set. */
export const clockLost: Effect = {
  happens: harm => [{ at: harm.from, event: 'clockInvalid' }],
  strikes: (_, meter, at) => meter.loseClock(at),
}

import { errorsIn, ferraris } from '@ferraris/metering'
import { shownMessage } from '../store/display-message.ts'
import { isTampered } from '../store/health/tampering.ts'
import type { MeterStore } from '../store/meter-store.ts'
import type { DisplaySource } from './display.ts'
import { pulseConstants } from './pulse-led.ts'

/** The display's view of the store. */
export function displaySource(store: MeterStore): DisplaySource {
  return {
    ring: store.ring,
    pulseConstant: pulseConstants[store.setup.phases],
    energies: now => store.energies(now),
    message: now => shownMessage(store.memory, now)?.text,
    state: now => ({
      shown: store.clock.read(now),
      tariff: store.tariffs.active(now),
      supply: store.supply.controlState,
      covers: {
        meter: isTampered(store.harms, 'meter-cover', now) ? 'open' : 'closed',
        terminal: isTampered(store.harms, 'terminal-cover', now) ? 'open' : 'closed',
      },
      errors: errorsIn(ferraris, store.errors.register(now)),
    }),
  }
}

import { longInvokeIdOf } from '../apdu/elements/invoke-id.ts'
import { apduTags } from '../apdu/tags.ts'
import type { ClientState } from './state.ts'

/** The number of the request that a response answers; none with short names. */
function invokeIdOf(plain: Uint8Array): number | undefined {
  switch (plain[0]) {
    case apduTags['get-response']:
    case apduTags['set-response']:
    case apduTags['action-response']:
      return plain[2] === undefined ? undefined : plain[2] & 0x0f
    case apduTags['access-response']:
      if (plain.length < 5) return undefined
      return longInvokeIdOf(new DataView(plain.slice(1, 5).buffer).getUint32(0)).id
    default:
      return undefined
  }
}

/** Whether a response belongs to a request that was given up. */
export function isLate({ abandoned, invokeId, phase }: ClientState, plain: Uint8Array): boolean {
  const id = invokeIdOf(plain)
  const current = phase.name === 'awaiting-response' ? invokeId : undefined
  return id !== undefined && id !== current && abandoned.includes(id)
}

/** The request that a late response answers needs its number no more. */
export function settleLate(state: ClientState, plain: Uint8Array): ClientState {
  return {
    ...state,
    abandoned: state.abandoned.filter(id => id !== invokeIdOf(plain)),
  }
}

/** As many numbers as may be given up at once: enough are left to go on with. */
const mostAbandoned = 8

/** Keeps the number of a request that is given up. */
export function abandon(state: ClientState): ClientState {
  return {
    ...state,
    abandoned: [...state.abandoned.filter(id => id !== state.invokeId), state.invokeId].slice(-mostAbandoned),
  }
}

/** The next number that no request given up before still holds. */
export function nextInvokeId({ invokeId, abandoned }: ClientState): number {
  let id = (invokeId + 1) & 0x0f
  while (abandoned.includes(id)) id = (id + 1) & 0x0f
  return id
}

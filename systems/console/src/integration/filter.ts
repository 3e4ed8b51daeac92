import { type MessageFilter, type MessageState, messageStates } from '../api/resources.ts'

const directions = ['in', 'out'] as const

/** What an address asks for; what it does not understand it leaves out. */
export function filterOf(params: URLSearchParams): MessageFilter {
  const state = messageStates.find(known => known === params.get('state'))
  const direction = directions.find(known => known === params.get('direction'))
  const named = ['destination', 'endDeviceControl', 'activity', 'noun'] as const
  return {
    ...(state && { state }),
    ...(direction && { direction }),
    ...Object.fromEntries(
      named.flatMap(name => {
        const value = params.get(name)
        return value === null || value === '' ? [] : [[name, value]]
      }),
    ),
  }
}

export function paramsOf(filter: MessageFilter): URLSearchParams {
  return new URLSearchParams(
    Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
}

/** Those that can be sent again, or given up. */
export function isOpen(state: MessageState): boolean {
  return state === 'waiting' || state === 'dead'
}

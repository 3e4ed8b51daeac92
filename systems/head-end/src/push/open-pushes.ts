import { defineErrors } from '@ferraris/errors'
import type { PushDoor } from './push-door.ts'
import type { PushPlace } from './push-place.ts'

/** A place where meters were to push cannot be had. */
export class PushError extends defineErrors('pushes', {
  'pushes-not-served': [
    'local',
    'meters cannot push or call in',
    'choose another port, or correct certificate and key',
  ],
}) {}

/** Opens a place for pushes. Throws PushError. */
export async function openPushes(door: PushDoor, place: PushPlace): Promise<number> {
  try {
    return await door.open(place)
  } catch (cause) {
    const { message } = cause as Error
    throw new PushError(
      'pushes-not-served',
      `meters cannot push at ${place.host}:${place.port}: ${message}`,
      {
        cause,
      },
    )
  }
}

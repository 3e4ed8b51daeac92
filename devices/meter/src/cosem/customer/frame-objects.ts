import { encodeFrame, type Frame, frameLayouts, noCountdown } from '@ferraris/chain2'
import { encode } from '@ferraris/codec'
import { type TypeDescription, typeDescription } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { KeptAssociation } from '../../chain2/association.ts'
import { toldEvents } from '../../chain2/counters.ts'
import {
  availablePowerOf,
  contractFrame,
  type FrameSource,
  type PeriodicFrame,
  periodicFrame,
} from '../../chain2/frames.ts'
import { powerLimit } from '../limiter/power-limit.ts'
import { read } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { refused } from '../model/method.ts'
import { type ObjectEntry, object } from '../model/object.ts'

/** A frame as it would be told now; event frames say of which event only when one happens: their type is 0 here. */
function frameNow(number: number, context: Context): Frame | undefined {
  const { store, now, identity, automation } = context
  const kept = new KeptAssociation(store.memory)
  const association = kept.get()
  if (association === undefined) return undefined
  const { settings } = kept
  const availablePower = (): number => availablePowerOf(settings, powerLimit(automation, now)?.active)
  const source: FrameSource = {
    store,
    calendar: store.calendar,
    association,
    settings,
    plate: identity.serial,
    availablePower,
  }
  const event = {
    eventType: 0,
    eventTime: store.clock.read(now),
    eventCount: toldEvents(store.memory, number),
  }
  switch (number) {
    case 20:
      return contractFrame(source, event, now)
    case 21:
      return { frame: 21, ...event, power: store.importPower(now) }
    case 22:
      return {
        frame: 22,
        ...event,
        power: store.importPower(now),
        availablePower: availablePower(),
        countdown: noCountdown,
      }
    case 23:
      return { frame: 23, ...event, outageDuration: 0 }
    case 25:
      return { frame: 25, ...event, threshold: settings.weeklyThreshold, weekEnergy: 0 }
    case 41:
      return { frame: 41, ...event, power: store.exportPower(now) }
    case 51:
      return {
        frame: 51,
        ...event,
        power: store.importPower(now),
        producedPower: store.exportPower(now),
        gap: settings.gap,
      }
    default:
      return periodicFrame(number as PeriodicFrame, source, now)
  }
}

/**
 * The compact frames of Chain 2 as objects of class 62, numbered as the frames are, in channel 1 (the customer's): what each captures and
 * its types come from the layouts, and so does the buffer. Without a device there is none.
 */
export const frameObjects: readonly ObjectEntry[] = frameLayouts.layouts.map(({ frame, template, fields }) =>
  object(
    classes.compactDataV0,
    `0.1.66.0.${frame}.255`,
    {
      compactBuffer: read(context => {
        const told = frameNow(frame, context)
        return told === undefined ? new Uint8Array() : encodeFrame(told)
      }),
      captureObjects: read(fields.map(field => field.object)),
      templateId: read(template),
      templateDescription: read(
        encode(typeDescription, {
          type: 'structure',
          of: fields.map(({ type }): TypeDescription => ({ type })),
        }),
      ),
      captureMethod: read('on-reading'),
    },
    { reset: () => refused, capture: () => refused },
  ),
)

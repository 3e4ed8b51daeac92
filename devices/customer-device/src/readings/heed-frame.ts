import { eventTypes, type Frame, type FrameOf, noCountdown } from '@ferraris/chain2'
import { type Alert, isOvertaken, newer, type Readings, registerAt } from './readings.ts'

/** Three years. */
const mostMonths = 36
/** A frame is under way for so long at most, seconds; what looks older tells of a clock that is wrong. */
const longestWay = 120

/** What a meter has said, with one frame more. Energies of quarters and days are kept in `energy/`. */
export function heedFrame(before: Readings, frame: Frame, now: number): Readings {
  const heard = { ...before.heard, [frame.frame]: now }
  const readings = { ...before, heard, clockDifference: now - stampOf(frame) }
  switch (frame.frame) {
    case 1:
      return heedImport(readings, frame)
    case 2:
      return heedExport(readings, frame)
    case 3:
      return { ...readings, reactive: newer(readings.reactive, frame, frame.measureTime) }
    case 4:
      return { ...readings, exportedReactive: newer(readings.exportedReactive, frame, frame.measureTime) }
    case 5:
      return { ...readings, credit: newer(readings.credit, frame.credit, frame.measureTime) }
    case 9:
      return { ...readings, voltage: newer(readings.voltage, frame, frame.measureTime) }
    case 10:
    case 11:
      return { ...readings, months: withMonth(readings.months, frame) }
    case 20:
      return { ...readings, contract: newer(readings.contract, frame, frame.eventTime) }
    case 21:
      return endedBelow(
        { ...readings, power: newer(readings.power, frame.power, frame.eventTime) },
        frame.power,
        frame.eventTime,
      )
    case 22:
      return heedAlert(readings, frame, now)
    case 23:
      return withoutAlert({
        ...readings,
        outage: newer(readings.outage, { duration: frame.outageDuration }, frame.eventTime),
      })
    case 25:
      return {
        ...readings,
        threshold: newer(
          readings.threshold,
          { threshold: frame.threshold, energy: frame.weekEnergy },
          frame.eventTime,
        ),
      }
    case 41:
      return { ...readings, producedPower: newer(readings.producedPower, frame.power, frame.eventTime) }
    case 51:
      return {
        ...readings,
        power: newer(readings.power, frame.power, frame.eventTime),
        producedPower: newer(readings.producedPower, frame.producedPower, frame.eventTime),
      }
  }
}

/** When the meter made a frame. */
export function stampOf(frame: Frame): number {
  return 'messageTime' in frame ? frame.messageTime : frame.eventTime
}

function heedImport(readings: Readings, frame: FrameOf<1>): Readings {
  const { messageTime, measureTime, power, averagePower, tariff, totalEnergy } = frame
  const next = {
    ...readings,
    power: newer(readings.power, power, messageTime),
    averagePower: newer(readings.averagePower, averagePower, measureTime),
    tariff: newer(readings.tariff, tariff, measureTime),
  }
  return endedBelow(withRegister(next, 'importedEnergy', totalEnergy, measureTime), power, messageTime)
}

function heedExport(readings: Readings, frame: FrameOf<2>): Readings {
  const { messageTime, measureTime, power, totalEnergy } = frame
  const next = { ...readings, producedPower: newer(readings.producedPower, power, messageTime) }
  return withRegister(next, 'exportedEnergy', totalEnergy, measureTime)
}

/** A register never falls: a lower one is no reading of this meter, whatever its time. */
function withRegister(
  readings: Readings,
  name: 'importedEnergy' | 'exportedEnergy',
  value: number,
  time: number,
): Readings {
  const known = readings[name]
  if (known?.time === time || isOvertaken(known, time)) return readings
  if (known !== undefined && value < known.value) return { ...readings, fallen: readings.fallen + 1 }
  return { ...readings, [name]: registerAt(known, value, time) }
}

function withMonth(months: Readings['months'], frame: FrameOf<10> | FrameOf<11>): Readings['months'] {
  const others = months.filter(
    ({ frame: kind, measureTime }) => kind !== frame.frame || measureTime !== frame.measureTime,
  )
  return [...others, frame].toSorted((a, b) => a.measureTime - b.measureTime).slice(-mostMonths)
}

function heedAlert(readings: Readings, frame: FrameOf<22>, now: number): Readings {
  const { eventType, eventTime, power, availablePower, countdown } = frame
  const next = { ...readings, power: newer(readings.power, power, eventTime) }
  // A replica of the frame before must not bring back what has ended since.
  if (isOvertaken(readings.power, eventTime)) return readings
  if (eventType === eventTypes.backBelow || eventType === eventTypes.supplyRestored) return withoutAlert(next)
  const way = now - eventTime
  const late = way > 0 && way <= longestWay ? way : 0
  const alert: Alert = {
    state: eventType === eventTypes.limiterOpen ? 'open' : 'exceeded',
    since: readings.alert?.since ?? now - late,
    heardAt: now,
    power,
    availablePower,
    opensAt: countdown === noCountdown ? null : now - late + countdown,
  }
  return { ...next, alert }
}

/** The frame that tells the end may be lost: a power below the available one tells it, too. */
function endedBelow(readings: Readings, power: number, time: number): Readings {
  const { alert } = readings
  const isLast = readings.power?.time === time
  const isOver = alert?.state === 'exceeded' && isLast && power <= alert.availablePower
  return isOver ? withoutAlert(readings) : readings
}

function withoutAlert({ alert: _, ...readings }: Readings): Readings {
  return readings
}

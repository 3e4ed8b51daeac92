import { eventTypes, type Frame } from '@ferraris/chain2'

/** Frames of a bench: plausible values, at a time of the case's choice. Seconds since 1970. */
export function quarterFrame(measureTime: number): Frame {
  return {
    frame: 1,
    messageTime: measureTime + 60,
    measureTime,
    tariff: 1,
    quarterEnergy: 120,
    previousQuarterEnergy: 110,
    power: 480,
    averagePower: 480,
    totalEnergy: Math.floor(measureTime / 8),
  }
}

export function powerFrame(eventTime: number): Frame {
  return { frame: 21, eventType: eventTypes.bandUp, eventTime, eventCount: 1, power: 900 }
}

export function overloadFrame(eventTime: number): Frame {
  return {
    frame: 22,
    eventType: eventTypes.availablePowerExceeded,
    eventTime,
    eventCount: 1,
    power: 4200,
    availablePower: 3300,
    countdown: 120,
  }
}

export function thresholdFrame(eventTime: number): Frame {
  return {
    frame: 25,
    eventType: eventTypes.energyThreshold,
    eventTime,
    eventCount: 1,
    threshold: 50_000,
    weekEnergy: 50_010,
  }
}

/** One of those that have no register. */
export function outageFrame(eventTime: number): Frame {
  return { frame: 23, eventType: eventTypes.supplyRestored, eventTime, eventCount: 1, outageDuration: 75 }
}

export function producedQuarterFrame(measureTime: number): Frame {
  return {
    frame: 2,
    messageTime: measureTime + 60,
    measureTime,
    quarterEnergy: 300,
    previousQuarterEnergy: 280,
    power: 1200,
    averagePower: 1200,
    totalEnergy: Math.floor(measureTime / 8),
  }
}

export function producedPowerFrame(eventTime: number): Frame {
  return { frame: 41, eventType: eventTypes.bandUp, eventTime, eventCount: 1, power: 1500 }
}

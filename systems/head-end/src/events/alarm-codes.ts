import {
  type AlarmName,
  type AlarmRegister,
  alarmOf,
  alarmsOfRegister,
  alarmText,
  type EventName,
  type EventProfileName,
  eventProfiles,
  logOf,
  type Severity,
} from '@ferraris/metering'

/** An event as a log would have it. */
export interface LogCode {
  readonly log: string
  readonly code: number
}

/** OBIS of alarm registers, alarm filters and alarm descriptors (IEC 62056-6-1): register n is 0.0.97.98.(n-1), its descriptor 20 more. */
const alarmName = /^0\.0\.97\.98\.(\d)\.255$|^0\.0\.97\.98\.2(\d)\.255$/

/** The register that an alarm register or alarm descriptor (OBIS) is about; undefined for all else. */
export function registerOfAlarm(obis: string): string | undefined {
  const [, register, descriptor] = alarmName.exec(obis) ?? []
  const number = register ?? descriptor
  return number === undefined ? undefined : `0.0.97.98.${number}.255`
}

/** Made once for each profile and bit. */
const known = new Map<string, readonly LogCode[]>()

/** The events of a profile that set a bit of an alarm register; none where the profile does not say. */
export function codesOfAlarm(profile: EventProfileName, register: string, bit: number): readonly LogCode[] {
  const key = `${profile} ${register} ${bit}`
  const found = known.get(key)
  if (found !== undefined) return found
  const codes = codesIn(profile, register, bit)
  known.set(key, codes)
  return codes
}

function codesIn(name: EventProfileName, register: string, bit: number): LogCode[] {
  const profile = eventProfiles[name]
  const events = alarmOf(profile, numberOf(register), bit)?.events ?? []
  return events.flatMap(event =>
    Object.values(profile.codes).flatMap(names => {
      const code = (names as Readonly<Partial<Record<EventName, number>>>)[event]
      const log = code === undefined ? undefined : logOf(profile, code)
      return code === undefined || log === undefined ? [] : [{ log, code }]
    }),
  )
}

/** What a bit of a register stands for; undefined for one that the profile leaves free. */
export function alarmNameOf(name: EventProfileName, register: string, bit: number): AlarmName | undefined {
  return alarmOf(eventProfiles[name], numberOf(register), bit)?.name
}

/** What a bit of a register is called, and how grave it is. */
export function kindOfAlarm(
  name: EventProfileName,
  register: string,
  bit: number,
): { readonly name: string; readonly severity: Severity } {
  const alarm = alarmOf(eventProfiles[name], numberOf(register), bit)
  return alarm === undefined
    ? { name: `Alarm ${numberOf(register)}, bit ${bit}`, severity: 'info' }
    : { name: alarmText(alarm.name), severity: alarm.severity }
}

/** The bits that count for one of some severities, by register (OBIS). */
export function bitsOfSeverity(
  name: EventProfileName,
  severities: readonly Severity[],
): { readonly register: string; readonly bits: number[] }[] {
  return registers.flatMap(number => {
    const alarms = alarmsOfRegister(eventProfiles[name], number)
    const bits = alarms.filter(({ severity }) => severities.includes(severity)).map(({ bit }) => bit)
    return bits.length === 0 ? [] : [{ register: `0.0.97.98.${number - 1}.255`, bits }]
  })
}

const registers = [1, 2, 3] as const satisfies readonly AlarmRegister[]

function numberOf(register: string): AlarmRegister {
  return (Number(register.split('.')[4]) + 1) as AlarmRegister
}

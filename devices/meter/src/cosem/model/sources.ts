import { type Data, data, dateTimeAt, encodeDateTime, obis, type Zone } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { captureObject } from '@ferraris/cosem/values'
import type { DataAccessResult, EncodedData } from '@ferraris/dlms'
import { type Channel, register } from '../../metrology/registers.ts'
import { clockStatusOf, clockTime, daylightSavingRules, timeZone } from '../clock/shown-time.ts'
import { controlSources } from '../control/control-objects.ts'
import { imageSources } from '../firmware/image-actions.ts'
import { applicationContext, mechanism, objectList, xdlmsContext } from '../identity/association.ts'
import { activeThreshold, emergencyActive } from '../limiter/limiter-sources.ts'
import { monitorSources } from '../monitors/monitor-objects.ts'
import { networkSources } from '../network/network-objects.ts'
import { portSources } from '../network/port-objects.ts'
import { paymentSources } from '../payment/payment-sources.ts'
import { captureObjectsOf, clock, type ProfileName } from '../profiles/capture-objects.ts'
import { snapshotSources } from '../profiles/compact-data.ts'
import { profileBuffer } from '../profiles/profile-buffer.ts'
import { userProfileSources } from '../profiles/user-profile.ts'
import { confirmationTime } from '../push/push-actions.ts'
import {
  certificates,
  clientSystemTitle,
  securityPolicy,
  securityPolicyBits,
  securitySuite,
} from '../security/security-sources.ts'
import {
  activeMask,
  calendarDays,
  calendarName,
  calendarSeasons,
  calendarWeeks,
  specialDayEntries,
} from '../tariffs/calendar-sources.ts'
import type { Context } from './context.ts'
import { clients, type SecuredClient } from './object-table.ts'

/** Where the value of an attribute comes from. A refusal is a value too. */
export type Source = (context: Context) => Data | EncodedData | DataAccessResult

/** A register as it travels: 32 bit, over which it wraps around. */
function count(value: number): Data {
  return data.doubleLongUnsigned(value >>> 0)
}

function stamp(shown: number, zone: Zone): Data {
  return data.octets(encodeDateTime(dateTimeAt(shown, zone)))
}

function energy(channel: Channel): Source {
  return ({ store, now }) => count(register(store.registers(now), channel))
}

function power(direction: 'import' | 'export' | 'reactiveImport' | 'reactiveExport'): Source {
  return ({ store, now }) => data.doubleLongUnsigned(Math.max(0, store.sample(now)[direction]))
}

function phase(index: number, quantity: 'import' | 'export' | 'voltage' | 'current'): Source {
  return ({ store, now }) => {
    const value = Math.max(0, store.sample(now).phases[index][quantity])
    return quantity === 'voltage' ? data.longUnsigned(value) : data.doubleLongUnsigned(value)
  }
}

/** The demand register (1.0.1.4.0.255) with its own period. */
function averagePower({ automation: { settings }, store, now }: Context) {
  const period = settings.get(classes.demandRegister, demand, 'period')
  return store.averagePower(now, period, settings.get(classes.demandRegister, demand, 'numberOfPeriods'))
}
const demand = obis('1.0.1.4.0.255')

function buffer(profile: ProfileName): Source {
  return context => profileBuffer(profile, context)
}

function captureObjects(profile: ProfileName): Source {
  return () => classes.profileGeneric.attributes.captureObjects.type.encode(captureObjectsOf[profile])
}

function counter(client?: SecuredClient): Source {
  return ({ keys }) => data.doubleLongUnsigned(keys.counterOf(client && clients[client]))
}

/** The sources by the names that object tables use. */
export const sources = {
  'identity.logicalDeviceName': ({ identity }) => data.octets(identity.logicalDeviceName),
  'identity.serial': ({ identity }) => data.octets(Buffer.from(identity.serial, 'ascii')),
  'identity.firmware': ({ identity }) => data.octets(Buffer.from(identity.firmware, 'ascii')),
  'identity.systemTitle': ({ identity }) => data.octets(identity.systemTitle),
  'identity.devices': ({ identity }) =>
    data.array(data.structure(data.longUnsigned(1), data.octets(identity.logicalDeviceName))),

  'energy.import': energy('import'),
  'energy.export': energy('export'),
  'energy.reactiveImport': energy('reactiveImport'),
  'energy.reactiveExport': energy('reactiveExport'),
  'energy.tariff1': energy('tariff1'),
  'energy.tariff2': energy('tariff2'),
  'energy.tariff3': energy('tariff3'),
  'energy.tariff4': energy('tariff4'),

  'power.import': power('import'),
  'power.export': power('export'),
  'power.reactiveImport': power('reactiveImport'),
  'power.reactiveExport': power('reactiveExport'),
  'phase1.import': phase(0, 'import'),
  'phase1.export': phase(0, 'export'),
  'phase1.voltage': phase(0, 'voltage'),
  'phase1.current': phase(0, 'current'),
  'phase2.import': phase(1, 'import'),
  'phase2.export': phase(1, 'export'),
  'phase2.voltage': phase(1, 'voltage'),
  'phase2.current': phase(1, 'current'),
  'phase3.import': phase(2, 'import'),
  'phase3.export': phase(2, 'export'),
  'phase3.voltage': phase(2, 'voltage'),
  'phase3.current': phase(2, 'current'),
  'grid.frequency': ({ store, now }) => data.longUnsigned(store.sample(now).frequency),

  'demand.running': context => count(averagePower(context).running),
  'demand.last': context => count(averagePower(context).last),
  'demand.lastEnd': context => stamp(averagePower(context).since, context.store.clock.zone),
  'demand.maximum': ({ store, now }) => count(store.maximumDemand(now).power),
  'demand.maximumTime': ({ store, now }) => stamp(store.maximumDemand(now).time, store.clock.zone),

  'tariff.active': ({ store, now }) => data.unsigned(store.activeTariff(now)),
  'status.profile': ({ store, now }) => data.unsigned(store.status(now)),
  'events.last': ({ store, now }) => data.unsigned(store.events.all(now).at(-1)?.code ?? 0),

  'load.buffer': buffer('load'),
  'load.captureObjects': captureObjects('load'),
  'load.entriesInUse': ({ store, now }) => count(store.loadProfile.entriesInUse(now)),
  'load.capacity': ({ store }) => count(store.loadProfile.capacity),
  'daily.buffer': buffer('daily'),
  'daily.captureObjects': captureObjects('daily'),
  'daily.entriesInUse': ({ store, now }) => count(store.dailyProfile.entriesInUse(now)),
  'daily.capacity': ({ store }) => count(store.dailyProfile.capacity),
  'billing.buffer': buffer('billing'),
  'billing.captureObjects': captureObjects('billing'),
  'billing.entriesInUse': ({ store, now }) => count(store.billingProfile.entriesInUse(now)),
  'billing.capacity': ({ store }) => count(store.billingProfile.capacity),
  'events.buffer': buffer('events'),
  'events.captureObjects': captureObjects('events'),
  'events.entriesInUse': ({ store, now }) => count(store.events.all(now).length),
  'events.capacity': ({ store }) => count(store.events.capacity),
  'profile.sortObject': () => captureObject.encode(clock),

  'clock.time': ({ store, instant }) => data.octets(encodeDateTime(clockTime(store.clock, instant))),
  'clock.timeZone': ({ store, now }) => data.long(timeZone(store.clock, now)),
  'clock.status': ({ store, now }) => data.unsigned(clockStatusOf(store.clock, now)),
  'clock.daylightSavingsBegin': ({ store, now }) => data.octets(daylightSavingRules(store.clock, now).begin),
  'clock.daylightSavingsEnd': ({ store, now }) => data.octets(daylightSavingRules(store.clock, now).end),
  'clock.daylightSavingsDeviation': ({ store, now }) =>
    data.integer(daylightSavingRules(store.clock, now).deviation),
  'clock.daylightSavingsEnabled': ({ store, now }) =>
    data.boolean(daylightSavingRules(store.clock, now).deviation !== 0),

  'switch.outputState': ({ store }) => data.boolean(store.supply.outputState),
  'switch.controlState': ({ store }) => data.enumeration(store.supply.controlState),
  'switch.controlMode': ({ store }) => data.enumeration(store.supply.controlMode),

  'calendar.name': calendarName,
  'calendar.seasons': calendarSeasons,
  'calendar.weeks': calendarWeeks,
  'calendar.days': calendarDays,
  'calendar.specialDays': specialDayEntries,
  'tariff.activeMask': activeMask,

  'limiter.thresholdActive': activeThreshold,
  'limiter.emergencyActive': emergencyActive,

  ...imageSources,
  ...networkSources,
  ...portSources,
  ...controlSources,
  ...paymentSources,
  ...snapshotSources,
  ...userProfileSources,
  ...monitorSources,
  'push.lastConfirmation': confirmationTime,

  'association.objectList': objectList,
  'association.partners': ({ requester }) =>
    data.structure(data.integer(requester.client), data.longUnsigned(1)),
  'association.applicationContext': applicationContext,
  'association.xdlmsContext': xdlmsContext,
  'association.mechanism': mechanism,
  'security.policy': securityPolicy,
  'security.policyBits': securityPolicyBits,
  'security.suite': securitySuite,
  'security.clientSystemTitle': clientSystemTitle,
  'security.certificates': certificates,

  'counter.reader': counter('reader'),
  'counter.management': counter('management'),
  'counter.highest': counter(),
} satisfies Record<string, Source>

export type SourceName = keyof typeof sources

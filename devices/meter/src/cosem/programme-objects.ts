import { type Data, data, obis, obisToOctets } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { controls } from './control/control-objects.ts'
import { noLimit } from './limiter/limiter.ts'
import { method, object, read, setting } from './model/object.ts'
import type { ObjectEntry } from './model/object-table.ts'
import { monitors } from './monitors/monitor-objects.ts'
import { portProtectionEntry } from './network/port-objects.ts'
import { payment } from './payment/payment-objects.ts'
import { snapshots } from './profiles/compact-data.ts'
import { userProfile } from './profiles/user-profile.ts'
import { pushes } from './push/push-objects.ts'
import {
  action,
  executing,
  never,
  noScript,
  scriptReference,
  scriptTable,
  singleAction,
} from './schedules/script-entries.ts'

const supplySwitch = '0.0.96.3.10.255'
const switchScripts = '0.0.10.0.106.255'

/** Scripts, and what starts them by time. */
const schedules: readonly ObjectEntry[] = [
  scriptTable(
    switchScripts,
    executing(70, supplySwitch, 1),
    executing(70, supplySwitch, 2),
    // Of our own: the meter itself opens and closes, as its control mode lets it.
    executing(70, supplySwitch, -1),
    executing(70, supplySwitch, -2),
  ),
  singleAction('0.0.15.0.1.255', switchScripts, 1),
  object(
    classes.schedule,
    '0.0.12.0.0.255',
    { entries: setting(data.array()) },
    {
      enableDisable: method('schedule.enableDisable'),
      insert: method('schedule.insert'),
      delete: method('schedule.delete'),
    },
  ),
]

const tariffNumbers = ['1', '2', '3', '4']
const masks = '0.0.14.0.0.255'
function maskName(tariff: string): Data {
  return data.octets(Buffer.from(`T${tariff}`))
}

/** The tariffs: the calendar that switches them, and what a switching means. */
const tariffs: readonly ObjectEntry[] = [
  scriptTable('0.0.10.0.100.255', ...tariffNumbers.map(tariff => action(1, 6, masks, 4, maskName(tariff)))),
  object(
    classes.registerActivation,
    masks,
    {
      registerAssignment: setting(
        data.array(
          ...tariffNumbers.map(tariff =>
            data.structure(data.longUnsigned(3), data.octets(obisToOctets(obis(`1.0.1.8.${tariff}.255`)))),
          ),
        ),
      ),
      maskList: setting(
        data.array(
          ...tariffNumbers.map(tariff =>
            data.structure(maskName(tariff), data.array(data.unsigned(Number(tariff)))),
          ),
        ),
      ),
      activeMask: setting('tariff.activeMask'),
    },
    {
      addRegister: method('tariff.addRegister'),
      addMask: method('tariff.addMask'),
      deleteMask: method('tariff.deleteMask'),
    },
  ),
  object(
    classes.specialDaysTable,
    '0.0.11.0.0.255',
    { entries: setting('calendar.specialDays') },
    { insert: method('specialDays.insert'), delete: method('specialDays.delete') },
  ),
  object(
    classes.activityCalendar,
    '0.0.13.0.0.255',
    {
      calendarNameActive: read('calendar.name'),
      seasonProfileActive: read('calendar.seasons'),
      weekProfileTableActive: read('calendar.weeks'),
      dayProfileTableActive: read('calendar.days'),
      calendarNamePassive: setting(data.octets(new Uint8Array())),
      seasonProfilePassive: setting(data.array()),
      weekProfileTablePassive: setting(data.array()),
      dayProfileTablePassive: setting(data.array()),
      activatePassiveCalendarTime: setting(never),
    },
    { activatePassiveCalendar: method('calendar.activate') },
  ),
]

function attributeReference(classId: number, name: string, attribute: number): Data {
  return data.structure(
    data.longUnsigned(classId),
    data.octets(obisToOctets(obis(name))),
    data.integer(attribute),
  )
}

const activePowerName = attributeReference(3, '1.0.1.7.0.255', 2)

/** What looks at values: the limiter of the supply, and two monitors. */
const watchers: readonly ObjectEntry[] = [
  object(classes.limiter, '0.0.17.0.0.255', {
    monitoredValue: setting(activePowerName),
    thresholdActive: read('limiter.thresholdActive'),
    thresholdNormal: setting(data.doubleLongUnsigned(noLimit)),
    thresholdEmergency: setting(data.doubleLongUnsigned(noLimit)),
    minOverThresholdDuration: setting(data.doubleLongUnsigned(60)),
    minUnderThresholdDuration: setting(data.doubleLongUnsigned(0)),
    emergencyProfile: setting(data.structure(data.longUnsigned(0), never, data.doubleLongUnsigned(0))),
    emergencyProfileGroupIds: setting(data.array()),
    emergencyProfileActive: read('limiter.emergencyActive'),
    actions: setting(data.structure(scriptReference(switchScripts, 3), noScript)),
  }),
  ...['0.0.16.1.0.255', '0.0.16.1.1.255'].map(name =>
    object(classes.registerMonitor, name, {
      thresholds: setting(data.array()),
      monitoredValue: setting(activePowerName),
      actions: setting(data.array()),
    }),
  ),
]

const imageOctets = '0.0.44.0.0.255'

/** New firmware, and what activates it by time. */
const firmware: readonly ObjectEntry[] = [
  object(
    classes.imageTransfer,
    imageOctets,
    {
      blockSize: read('image.blockSize'),
      transferredBlocksStatus: read('image.blocks'),
      firstNotTransferredBlockNumber: read('image.firstMissing'),
      transferEnabled: setting('image.enabled'),
      status: read('image.status'),
      imageToActivateInfo: read('image.info'),
    },
    {
      initiate: method('image.initiate'),
      blockTransfer: method('image.blockTransfer'),
      verify: method('image.verify'),
      activate: method('image.activate'),
    },
  ),
  scriptTable('0.0.10.0.107.255', executing(18, imageOctets, 4)),
  singleAction('0.0.15.0.2.255', '0.0.10.0.107.255', 1),
]

/** The objects through which clients give the meter something to do. */
export const automation: readonly ObjectEntry[] = [
  ...schedules,
  ...tariffs,
  ...watchers,
  ...firmware,
  ...pushes,
  userProfile,
  ...snapshots,
  ...monitors,
  ...payment,
  ...controls,
  portProtectionEntry,
]

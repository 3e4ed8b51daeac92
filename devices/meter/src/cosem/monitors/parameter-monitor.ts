import { createHash } from 'node:crypto'
import { fromHex, toHex } from '@ferraris/bytes'
import { type Data, data, dateTimeAt, decodeData, encodeData, type Obis, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { Automation } from '../../automation/automation.ts'
import type { AttributeReference } from '../../automation/self-access.ts'
import { read, setting } from '../model/attribute.ts'
import { type Action, done, refused } from '../model/method.ts'
import { object } from '../model/object.ts'
import { snapshot } from '../model/referenced-value.ts'
import { allowed } from '../model/setting.ts'
import { isCapturable } from '../profiles/capturable.ts'

const parameterMonitorName = obis('0.0.16.2.0.255')

/** The watched parameter that was changed last. */
type ChangedParameter = {
  readonly classId: number
  readonly obis: Obis
  readonly attribute: number
  /** A-XDR in hex. */
  readonly value: string
  readonly at: number
}

/** Parameters watched at most. */
const mostParameters = 64

const changedSetting = 'parameters.changed'

/** Empty for a model without the monitor. */
function parameterList({ settings }: Automation) {
  if (!settings.has(classes.parameterMonitor, parameterMonitorName)) return []
  return settings.get(classes.parameterMonitor, parameterMonitorName, 'parameterList')
}

/** Remembers a change, if the parameter monitor watches that attribute (IEC 62056-6-2, class 65). */
export function noteChange(
  automation: Automation,
  changed: AttributeReference,
  value: Data,
  at: number,
): void {
  const { classId, obis, attribute } = changed
  const isWatched = parameterList(automation).some(
    other => other.classId === classId && other.obis === obis && other.attribute === attribute,
  )
  if (!isWatched) return
  const kept: ChangedParameter = { classId, obis, attribute, value: toHex(encodeData(value)), at }
  automation.memory.set(changedSetting, kept)
}

function changedParameter({ memory }: Automation): ChangedParameter | undefined {
  return memory.get<ChangedParameter>(changedSetting)
}

function parameterValues(automation: Automation, now: number): Data {
  return data.structure(...snapshot(automation, parameterList(automation), now))
}

const hashes: Readonly<Record<string, string>> = {
  md5: 'md5',
  'sha-1': 'sha1',
  'sha-256': 'sha256',
  'sha-384': 'sha384',
  'sha-512': 'sha512',
}

/** Digest of the watched values, A-XDR; no octets without an algorithm. */
function parameterDigest(automation: Automation, now: number): Uint8Array {
  const algorithm = automation.settings.get(classes.parameterMonitor, parameterMonitorName, 'hashAlgorithmId')
  const hash = hashes[algorithm]
  if (hash === undefined) return new Uint8Array()
  return createHash(hash)
    .update(encodeData(parameterValues(automation, now)))
    .digest()
}

type List = ReturnType<typeof parameterList>

function isSame(a: AttributeReference, b: AttributeReference): boolean {
  return a.classId === b.classId && a.obis === b.obis && a.attribute === b.attribute
}

function changeList(
  change: (others: List, parameter: AttributeReference) => List,
): Action<AttributeReference> {
  return ({ automation, now }, parameter) => {
    const others = parameterList(automation).filter(other => !isSame(other, parameter))
    const list = change(others, parameter)
    if (list.length > mostParameters || !isCapturable(parameter)) return refused
    automation.change(now, () =>
      automation.settings.put(classes.parameterMonitor, parameterMonitorName, 'parameterList', list),
    )
    return done
  }
}

/** Remembers the last change of watched parameters, and gives the digest of their values. */
export const parameterMonitor = object(
  classes.parameterMonitor,
  parameterMonitorName,
  {
    changedParameter: read(({ automation }) => {
      const changed = changedParameter(automation)
      return changed === undefined
        ? { classId: 0, obis: obis('0.0.0.0.0.0'), attribute: 0, value: data.nothing() }
        : { ...changed, value: decodeData(fromHex(changed.value)) }
    }),
    captureTime: read(({ automation, store: { clock } }) => {
      const changed = changedParameter(automation)
      return changed === undefined ? {} : dateTimeAt(clock.read(changed.at), clock.zone)
    }),
    parameterList: setting([], {
      // A monitor of itself would never end; buffers are no parameters.
      rule: list => allowed(list.length <= mostParameters && list.every(isCapturable)),
    }),
    parameterListName: setting(new Uint8Array()),
    hashAlgorithmId: setting('sha-256'),
    parameterValueDigest: read(({ automation, now }) => parameterDigest(automation, now)),
    parameterValues: read(({ automation, now }) => parameterValues(automation, now)),
  },
  {
    addParameter: changeList((others, parameter) => [...others, parameter]),
    deleteParameter: changeList(others => others),
  },
)

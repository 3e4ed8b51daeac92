import { createHash } from 'node:crypto'
import { toHex } from '@ferraris/bytes'
import { type Data, data, encodeData, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { Automation } from '../../automation/automation.ts'
import type { AttributeReference } from '../../automation/self-access.ts'
import { snapshot } from '../profiles/snapshot.ts'

export const parameterMonitorName = obis('0.0.16.2.0.255')

/** The watched parameter that was changed last. */
export type ChangedParameter = {
  readonly classId: number
  readonly obis: string
  readonly attribute: number
  /** A-XDR in hex. */
  readonly value: string
  readonly at: number
}

const changedSetting = 'parameters.changed'

export function parameterList({ settings }: Automation) {
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

export function changedParameter({ memory }: Automation): ChangedParameter | undefined {
  return memory.get<ChangedParameter>(changedSetting)
}

export function parameterValues(automation: Automation, now: number): Data {
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
export function parameterDigest(automation: Automation, now: number): Uint8Array {
  const algorithm = automation.settings.get(classes.parameterMonitor, parameterMonitorName, 'hashAlgorithmId')
  const hash = hashes[algorithm]
  if (hash === undefined) return new Uint8Array()
  return createHash(hash)
    .update(encodeData(parameterValues(automation, now)))
    .digest()
}

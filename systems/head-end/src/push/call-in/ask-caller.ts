import { toHex } from '@ferraris/bytes'
import { given, openAssociation, plainSettings, publicClient, readDeviceName, textOf } from '@ferraris/client'
import { DlmsError } from '@ferraris/dlms'
import { obisCodes } from '@ferraris/metering'
import { type Caller, type DlmsSession, TransportError } from '@ferraris/transport'
import { strangerText } from '../refused/stranger-text.ts'
import type { CallerAnswer } from './roads.ts'

/** How long a caller may take for each answer, milliseconds. */
const timeoutMs = 5_000
const managementLogicalDevice = 1
const longestApdu = 0xffff
const plan = { client: publicClient, auth: 'none', maxApdu: longestApdu, patienceMs: 0 } as const
/** Attribute server_system_title of a security setup (IEC 62056-6-2, class 64). */
const serverTitle = { classId: 64, obis: obisCodes.securitySetup, attribute: 5 } as const

/**
 * Identifies a meter that has called, as the public client: logical device name, serial number, firmware, system title. Undefined for
 * one that does not answer, or says no name.
 */
export async function askCaller(caller: Caller): Promise<CallerAnswer | undefined> {
  try {
    const ports = { client: publicClient, server: managementLogicalDevice }
    const session = await openAssociation(
      { ...plan, open: async (_client, terms) => caller.openLink(ports, terms) },
      { timeoutMs, terms: () => ({ settings: plainSettings(plan, longestApdu) }) },
    )
    try {
      return await whoIs(session)
    } finally {
      await session.release().catch(() => {})
      await session.close()
    }
  } catch (error) {
    if (error instanceof TransportError || error instanceof DlmsError) return undefined
    throw error
  }
}

async function whoIs(session: DlmsSession): Promise<CallerAnswer | undefined> {
  const deviceName = strangerText((await readDeviceName(session)) ?? '')
  if (deviceName === '') return undefined
  const text = async (obis: (typeof obisCodes)['serialNumber']) => {
    const said = textOf(given((await session.get({ classId: 1, obis, attribute: 2 }))[0]))
    return said === undefined ? undefined : strangerText(said)
  }
  const serial = await text(obisCodes.serialNumber)
  const firmware = await text(obisCodes.activeFirmware)
  const title = given((await session.get(serverTitle))[0])
  return {
    deviceName,
    serial,
    systemTitle: title?.type === 'octet-string' && title.value.length === 8 ? toHex(title.value) : undefined,
    model: [deviceName.slice(0, 3), firmware].filter(part => part !== undefined).join(' ') || undefined,
  }
}

import { DecodeError } from '@ferraris/bytes'
import { type Obis, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { ValueError } from '@ferraris/cosem/values'
import { obisCodes } from '@ferraris/metering'
import { ClientError } from '../client-error.ts'
import { readObjectList } from '../objects/object-list.ts'
import type { Association } from '../session/association.ts'
import { given } from '../session/query.ts'

/** So near to the end that only a mistake, or an attempt to lock us out, can have named it. */
const suspiciousCounter = 0xf000_0000

type Asked = Pick<Association, 'get'>

/** The highest invocation counter that a meter has accepted of a client, read as public client. Throws ClientError. */
export async function readCounter(association: Asked, client: number): Promise<number> {
  for (const name of await counterNames(association, client)) {
    const [result] = await association.get({ classId: 1, obis: name, attribute: 2 })
    const answer = given(result)
    if (answer?.type !== 'double-long-unsigned') continue
    if (answer.value < suspiciousCounter) return answer.value
    const detail = `the meter reports counter ${answer.value} of this client, nearly the last one`
    throw new ClientError(
      'counter-suspicious',
      `client ${client}`,
      `${detail}; check which device answers there, or give it new keys`,
    )
  }
  const detail = 'the meter refused the invocation counter and does not give the last one of this client'
  throw new ClientError('counter-unknown', `client ${client}`, detail)
}

/**
 * The objects that may hold a client's counter. Value group E of a counter is that of its security setup (IEC 62056-6-1),
 * which the client's association names; there are meters that number counters by client, and such with a single one.
 */
async function counterNames(association: Asked, client: number): Promise<Obis[]> {
  const groups = [await securityGroup(association, client), client, 0]
  const known = groups.filter(group => group !== undefined)
  return [...new Set(known)].map(group => obis(`0.0.43.1.${group}.255`))
}

const { associatedPartnersId, securitySetupReference } = classes.associationLn.attributes

/** Value group E of the security setup of a client's association, where the public client may see it. */
async function securityGroup(association: Asked, client: number): Promise<number | undefined> {
  try {
    for (const { classId, obis: name } of await readObjectList(association)) {
      if (classId !== classes.associationLn.classId || name === obisCodes.currentAssociation) continue
      const read = async (attribute: number) =>
        given((await association.get({ classId, obis: name, attribute }))[0])
      const partners = await read(associatedPartnersId.id)
      if (partners === undefined || associatedPartnersId.type.decode(partners).clientSap !== client) continue
      const setup = await read(securitySetupReference.id)
      return setup && Number(securitySetupReference.type.decode(setup).split('.')[4])
    }
  } catch (error) {
    // A list that is refused, or odd, leaves the usual names.
    if (!(error instanceof ClientError || error instanceof DecodeError || error instanceof ValueError))
      throw error
  }
  return undefined
}

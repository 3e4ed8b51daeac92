import { type Data, decodeData, type Obis } from '@ferraris/cosem'
import { type AttributeRequest, type DataAccessResult, supports } from '@ferraris/dlms'
import type { DlmsSession } from '@ferraris/transport'

/** One attribute as the meter answered: its value, or why there is none. */
export type Answer =
  | { readonly request: AttributeRequest; readonly data: Data; readonly refused?: undefined }
  | { readonly request: AttributeRequest; readonly refused: DataAccessResult; readonly data?: undefined }

/** A list of this many descriptors fits into the smallest APDU that meters accept. */
const atOnce = 10

/** Reads attributes, several in one request where the meter can do that; answers come in the order of the requests. */
export async function readAttributes(
  session: DlmsSession,
  requests: readonly AttributeRequest[],
): Promise<Answer[]> {
  const step = supports(session.server.conformance, 'multiple-references') ? atOnce : 1
  const answers: Answer[] = []
  for (let from = 0; from < requests.length; from += step) {
    const part = requests.slice(from, from + step)
    const results = await session.get(...part)
    part.forEach((request, i) => {
      const result = results[i]
      if (result?.kind === 'data') answers.push({ request, data: decodeData(result.data) })
      else answers.push({ request, refused: result?.result ?? 'other-reason' })
    })
  }
  return answers
}

/** Answers by logical name and attribute. */
export function indexAnswers(
  answers: readonly Answer[],
): (name: Obis, attribute: number) => Data | undefined {
  const index = new Map(answers.map(({ request, data }) => [`${request.obis}:${request.attribute}`, data]))
  return (name, attribute) => index.get(`${name}:${attribute}`)
}

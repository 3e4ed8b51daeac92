import type { Apdu, plainApdus } from '../../apdu/apdu.ts'
import type { ApduForm } from '../findings.ts'
import { others } from './others.ts'
import { services } from './services.ts'
import { shortNames } from './short-names.ts'

const forms = { ...services, ...shortNames, ...others } as const satisfies Record<
  keyof typeof plainApdus,
  unknown
>

/** A plain APDU as JSON. */
export function plainForm({ apdu, value }: Apdu): ApduForm {
  return (forms[apdu as keyof typeof forms] as (value: unknown) => ApduForm)(value)
}

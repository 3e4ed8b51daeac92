import { Value } from 'typebox/value'
import { ClientError } from '../client-error.ts'
import type { Programme } from './programme.ts'

/** Parameters as a programme takes them. Throws ClientError `parameters-wrong` with the member that does not fit. */
export function checkedParameters({ kind, parameters }: Programme, given: unknown): unknown {
  if (Value.Check(parameters, given)) return given
  const [first] = Value.Errors(parameters, given)
  throw new ClientError(
    'parameters-wrong',
    `${kind}${first?.instancePath ?? ''}`,
    first?.message ?? 'they do not fit',
  )
}

import type { FastifySchemaValidationError } from 'fastify'
import type { ParameterError } from '../problem.ts'

const places: Record<string, string> = {
  querystring: 'query',
  params: 'path',
  body: 'body',
  headers: 'header',
}

/** Says of each failed check which parameter it was and what is allowed there. */
export function parameterErrors(
  failures: readonly FastifySchemaValidationError[],
  context: string,
): ParameterError[] {
  return withoutOtherBranches(failures).map(failure => ({
    parameter: nameOf(failure) || (places[context] ?? context),
    detail: allowed(failure),
  }))
}

/**
 * Where one thing or a list of them may stand, Ajv reports the branch that was meant and the one that was not;
 * the latter says only that the type is another, which is noise.
 */
function withoutOtherBranches(
  failures: readonly FastifySchemaValidationError[],
): readonly FastifySchemaValidationError[] {
  const choices = failures
    .filter(({ keyword }) => keyword === 'anyOf')
    .map(({ instancePath }) => instancePath)
  const meant = failures.filter(
    ({ keyword, instancePath }) =>
      !(choices.includes(instancePath) && (keyword === 'anyOf' || keyword === 'type')),
  )
  return meant.length > 0 ? meant : failures.slice(-1)
}

/** `/keys/0/guek` becomes `keys[0].guek`; a missing or unknown property is named itself. */
function nameOf({ instancePath, keyword, params }: FastifySchemaValidationError): string {
  const path = instancePath.split('/').slice(1)
  if (keyword === 'required') path.push(String(params.missingProperty))
  if (keyword === 'additionalProperties') path.push(String(params.additionalProperty))
  return path.map((part, i) => (/^\d+$/.test(part) ? `[${part}]` : i === 0 ? part : `.${part}`)).join('')
}

const examples: Record<string, string> = {
  date: 'must be a calendar day, for example 2026-11-20',
  'date-time': 'must be a moment with its zone, for example 2026-11-20T00:00:00Z',
}

/** With `verbose`, Ajv gives the schema that failed, and the value, which may be a secret and is left alone. */
type Failure = FastifySchemaValidationError & { readonly parentSchema?: { readonly description?: string } }

function allowed({ keyword, params, message = 'is not valid', parentSchema }: Failure): string {
  switch (keyword) {
    case 'pattern':
      return parentSchema?.description ? `must be: ${parentSchema.description}` : message
    case 'required':
      return 'is required'
    case 'additionalProperties':
      return 'is not a parameter of this request'
    case 'enum':
      return `must be one of ${(params.allowedValues as unknown[]).join(', ')}`
    case 'format':
      return examples[String(params.format)] ?? message
    default:
      return message
  }
}

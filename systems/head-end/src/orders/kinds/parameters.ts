import { daysBetween, mostProfileDays } from '@ferraris/client'
import { invalidParameter } from '@ferraris/service'
import { Value } from 'typebox/value'
import type { ControlRequest } from '../record/schemas.ts'
import type { Kind } from './kinds.ts'

/** Parameters that a request may also give beside `kind`, as requests did before there was `parameters`. */
const flat = ['connected', 'watts', 'from', 'to', 'image'] as const

/** The parameters that a request gives, as its kind wants them. Throws Problem `invalid-request`. */
export function parametersOf(request: ControlRequest, kind: Kind): Record<string, unknown> {
  const known = kind.parameters.properties
  const given = {
    ...Object.fromEntries(
      flat.flatMap(name => (request[name] !== undefined && name in known ? [[name, request[name]]] : [])),
    ),
    ...request.parameters,
  }
  const [error] = Value.Errors(kind.parameters, given)
  if (error !== undefined) throw faultOf(request, error)
  if (typeof given.from === 'string' && typeof given.to === 'string' && given.to < given.from)
    throw invalidParameter(nameOf(request, 'to'), `must not be before from (${given.from})`)
  checkSpan(request, given)
  return given
}

/** Throws Problem for days that are none, or more than one order reads. */
function checkSpan(request: ControlRequest, { from, to }: Readonly<Record<string, unknown>>): void {
  if (typeof from !== 'string' || typeof to !== 'string') return
  const days = daysBetween({ from, to })
  if (Number.isNaN(days)) {
    const wrong = Number.isNaN(Date.parse(from)) ? 'from' : 'to'
    throw invalidParameter(nameOf(request, wrong), 'is no day of the calendar; write for example 2026-12-01')
  }
  if (days > mostProfileDays)
    throw invalidParameter(
      nameOf(request, 'to'),
      `is ${days} days from from (${from}); an order reads ${mostProfileDays} at most, make several`,
    )
}

type Fault = ReturnType<typeof Value.Errors>[number]

function faultOf(request: ControlRequest, { keyword, instancePath, message, params }: Fault): Error {
  const path = instancePath.split('/').slice(1)
  const members = params as { requiredProperties?: string[]; additionalProperties?: string[] }
  const [lacking] = members.requiredProperties ?? []
  if (keyword === 'required' && lacking !== undefined)
    return invalidParameter(nameOf(request, ...path, lacking), `is required for ${request.kind}`)
  const [unknown] = members.additionalProperties ?? []
  if (keyword === 'additionalProperties' && unknown !== undefined)
    return invalidParameter(nameOf(request, ...path, unknown), `is no parameter of ${request.kind}`)
  return invalidParameter(nameOf(request, ...path), message)
}

/** Where a request has a parameter, or should have it. */
function nameOf({ parameters }: ControlRequest, ...path: readonly string[]): string {
  const [first = ''] = path
  const isFlat = (flat as readonly string[]).includes(first) && parameters?.[first] === undefined
  return [...(isFlat ? [] : ['parameters']), ...path].join('.')
}

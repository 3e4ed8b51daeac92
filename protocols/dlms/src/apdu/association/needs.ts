import type { AttributeWithSelection } from '../elements/descriptors.ts'
import type { AccessRequest } from '../services/access.ts'
import type { ActionRequest } from '../services/action.ts'
import type { GetRequest } from '../services/get.ts'
import type { SetRequest } from '../services/set.ts'
import type { VariableAccess } from '../services/short-name.ts'
import { type Conformance, type ConformanceService, supports } from './conformance.ts'

/**
 * What an association must have negotiated for a request (IEC 62056-5-3, 9.4.6.1). Both machines go by the same list:
 * the client does not send what the server would refuse.
 */
type Needs = readonly ConformanceService[]

function selections(items: readonly AttributeWithSelection[]): Needs {
  return items.some(({ accessSelection }) => accessSelection !== undefined) ? ['selective-access'] : []
}

/** Attribute 0 stands for all attributes of an object. */
function allAttributes(items: readonly AttributeWithSelection[], service: ConformanceService): Needs {
  return items.some(({ attribute }) => attribute.attributeId === 0) ? [service] : []
}

export function getNeeds(request: GetRequest): Needs {
  const of = (items: readonly AttributeWithSelection[]): Needs => [
    'get',
    ...selections(items),
    ...allAttributes(items, 'attribute0-supported-with-get'),
  ]
  switch (request.kind) {
    case 'get-request-normal':
      return of([request])
    case 'get-request-with-list':
      return [...of(request.attributes), 'multiple-references']
    case 'get-request-next':
      return ['get', 'block-transfer-with-get-or-read']
  }
}

export function setNeeds(request: SetRequest): Needs {
  const of = (items: readonly AttributeWithSelection[]): Needs => [
    'set',
    ...selections(items),
    ...allAttributes(items, 'attribute0-supported-with-set'),
  ]
  switch (request.kind) {
    case 'set-request-normal':
      return of([request])
    case 'set-request-with-list':
      return [...of(request.attributes), 'multiple-references']
    case 'set-request-with-first-datablock':
      return [...of([request]), 'block-transfer-with-set-or-write']
    case 'set-request-with-list-and-first-datablock':
      return [...of(request.attributes), 'multiple-references', 'block-transfer-with-set-or-write']
    case 'set-request-with-datablock':
      return ['set', 'block-transfer-with-set-or-write']
  }
}

export function actionNeeds({ kind }: ActionRequest): Needs {
  switch (kind) {
    case 'action-request-normal':
      return ['action']
    case 'action-request-with-list':
      return ['action', 'multiple-references']
    case 'action-request-with-list-and-first-pblock':
      return ['action', 'multiple-references', 'block-transfer-with-action']
    default:
      return ['action', 'block-transfer-with-action']
  }
}

export function accessNeeds({ specifications }: AccessRequest): Needs {
  const selects = specifications.some(({ kind }) => kind.endsWith('selection'))
  return selects ? ['access', 'selective-access'] : ['access']
}

/** Of ReadRequest, WriteRequest and UnconfirmedWriteRequest. */
export function variableNeeds(
  service: 'read' | 'write' | 'unconfirmed-write',
  specifications: readonly VariableAccess[],
): Needs {
  const has = (kind: VariableAccess['kind']) =>
    specifications.some(specification => specification.kind === kind)
  const blocks = has('block-number-access') || has('read-data-block-access')
  return [
    service,
    ...(specifications.length > 1 ? (['multiple-references'] as const) : []),
    ...(has('parameterized-access') ? (['parameterized-access'] as const) : []),
    ...(blocks ? (['block-transfer-with-get-or-read'] as const) : []),
    ...(has('write-data-block-access') ? (['block-transfer-with-set-or-write'] as const) : []),
  ]
}

/** The services of a list that an association does not have. */
export function missing(conformance: Conformance, needs: Needs): Needs {
  return needs.filter(service => !supports(conformance, service))
}

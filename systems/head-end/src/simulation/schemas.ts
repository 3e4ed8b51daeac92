import { type FaultParameter, faultDeclarations, faultKinds, faultTargets } from '@ferraris/metering'
import { instant, query, ref, resource, wholeList } from '@ferraris/service'
import { Type } from 'typebox'
import { customerDeviceResources } from './customer-device-schemas.ts'
import { frontResources } from './front-schemas.ts'
import { playedScenario, scenarioOrder, scenarioTexts } from './scenario-schemas.ts'

const kind = Type.Enum([...faultKinds], {
  description: faultKinds
    .map(name => `${name}: target is a ${faultTargets[faultDeclarations[name].target]}`)
    .join('; '),
})
const target = Type.String({ minLength: 1, maxLength: 128, description: 'What it is done to.' })

/** Which kinds have a parameter, with its unit and range in each. */
function kindsWith(name: FaultParameter): string {
  return faultKinds
    .flatMap(its => {
      const parameter = faultDeclarations[its].parameters[name]
      if (parameter === undefined) return []
      if (!('unit' in parameter)) return `${its}: ${parameter.means}`
      const { least, most, unit, usual, means } = parameter
      const range = `${least} … ${most}${unit === '' ? '' : ` ${unit}`}`
      return `${its}: ${range}${usual === undefined ? '' : `, else ${usual}`} (${means})`
    })
    .join('; ')
}

const faultMembers = {
  level: Type.Optional(Type.Number({ description: kindsWith('level') })),
  depth: Type.Optional(Type.Number({ description: kindsWith('depth') })),
  share: Type.Optional(Type.Number({ description: kindsWith('share') })),
  phase: Type.Optional(Type.Enum(['L1', 'L2', 'L3'], { description: kindsWith('phase') })),
  to: Type.Optional(Type.String({ maxLength: 128, description: kindsWith('to') })),
}

export const faultOrder = resource(
  'SimulatedFaultOrder',
  {
    target,
    ...faultMembers,
    until: Type.Optional(instant('When it ends by itself.')),
    for: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, description: 'How long it lasts instead, seconds.' }),
    ),
  },
  'Something done to a simulated district.',
)

const activeFault = resource(
  'SimulatedFault',
  {
    kind,
    target,
    since: instant('Since when it is there.'),
    until: Type.Union([instant('When it ends by itself.'), Type.Null()]),
    meters: Type.Array(Type.String(), { description: 'Serial numbers of the meters that feel it.' }),
    ...faultMembers,
  },
  'A fault of a simulated district.',
)

const placed = {
  id: Type.String(),
  x: Type.Number({ description: 'Metres to the east.' }),
  y: Type.Number({ description: 'Metres to the north.' }),
}

const section = resource(
  'SimulatedSection',
  {
    id: Type.String(),
    from: Type.String(),
    to: Type.String(),
    metres: Type.Number(),
    cable: Type.String(),
    state: Type.Enum(['closed', 'open', 'cut']),
  },
  'A length of cable.',
)

const home = resource(
  'SimulatedHome',
  {
    ...placed,
    box: Type.String({ description: 'Box or substation that it is connected to now.' }),
    phases: Type.Array(Type.Integer()),
    serial: Type.String({ description: 'Of its meter.' }),
    aca: Type.String({ description: 'Of its meter on the line.' }),
    supplied: Type.Boolean({ description: 'Whether a transformer supplies it.' }),
  },
  'A home with its meter.',
)

const substation = resource(
  'SimulatedSubstation',
  {
    ...placed,
    concentrator: Type.String(),
    balanceMeter: Type.String({ description: 'Serial number of the meter at the transformer.' }),
    boxes: Type.Array(
      Type.Object(
        { ...placed, feeder: Type.String() },
        { description: 'Where feeders branch and homes are connected.' },
      ),
    ),
    sections: Type.Array(ref(section)),
    homes: Type.Array(ref(home)),
  },
  'A transformer with its feeders, and the homes that are connected to them now.',
)

export const simulatedDistrict = resource(
  'SimulatedDistrict',
  {
    live: Type.Boolean({
      description: 'False while the line catches up with the time in which nothing ran.',
    }),
    lineTime: instant('What the time is on the line.'),
    substations: Type.Array(ref(substation)),
    ties: Type.Array(ref(section), { description: 'Open sections between feeders of two substations.' }),
    direct: Type.Array(Type.String(), { description: 'Serial numbers of the meters on no line.' }),
    faults: Type.Array(ref(activeFault)),
    scenario: Type.Optional(ref(playedScenario)),
    scenarios: Type.Array(Type.Object({ name: Type.String(), ...scenarioTexts }), {
      description: 'What can be played by its name.',
    }),
  },
  'A district simulated beside the head-end.',
)

export const faultList = wholeList(activeFault, 'All faults that are there.')
export const faultParams = Type.Object({ kind })
export const faultQuery = query({ target: Type.Optional(target) })

export const simulationResources = [
  faultOrder,
  activeFault,
  scenarioOrder,
  playedScenario,
  section,
  home,
  substation,
  simulatedDistrict,
  ...frontResources,
  ...customerDeviceResources,
]

import type { DistrictPlan, Home, Section } from '@ferraris/power-line'
import { expect, test } from 'vitest'
import { drawFeeders } from './feeder-drawing.ts'

function section(from: string, to: string, open = false): Section {
  return {
    id: `${from}-${to}`,
    from,
    to,
    metres: 50,
    cable: 'underground',
    ...(open && { open }),
  }
}
function home(id: string, box: string): Home {
  return { id, box, phases: [1], metres: 10 }
}

const plan: DistrictPlan = {
  name: 'two streets',
  band: 'cenelec-a',
  substations: ['S1'],
  sections: [
    section('S1', 'A'),
    section('A', 'B'),
    section('A', 'C'),
    section('C', 'D'),
    section('S1', 'E'),
    section('D', 'E', true),
  ],
  homes: [home('1', 'A'), home('2', 'A'), home('3', 'B'), home('4', 'C'), home('5', 'E')],
}

test('feeders are drawn outwards, laterals in brackets, boxes without homes and open ties as such', () => {
  expect(drawFeeders(plan, id => id)).toEqual(['S1 ━━ 5', 'S1 ━━ 12[3]━4━╌'])
})

import { token } from '../schema/leaves.ts'
import { group, many, reference } from '../schema/schema.ts'
import { identified, names } from './common.ts'

const demandResponseProgram = many(group({ mRID: token, type: token, Names: names }))

export const endDeviceGroups = group(
  {
    DemandResponseProgram: demandResponseProgram,
    EndDeviceGroup: many(
      group({
        mRID: token,
        DemandResponsePrograms: many(reference),
        EndDevices: many(identified),
        Names: names,
      }),
    ),
  },
  { profile: 'EndDeviceGroups' },
)

export const usagePointGroups = group(
  {
    DemandResponseProgram: demandResponseProgram,
    UsagePointGroup: many(
      group({
        mRID: token,
        DemandResponsePrograms: many(reference),
        Names: names,
        UsagePoints: many(identified),
      }),
    ),
  },
  { profile: 'UsagePointGroups' },
)

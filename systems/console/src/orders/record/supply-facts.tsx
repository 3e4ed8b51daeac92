import { useQuery } from '@tanstack/react-query'
import { supplyQuery } from '../../api/order-queries.ts'
import type { SupplyState } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Fact } from '../../kit/figures.tsx'
import { Mark } from '../../kit/mark.tsx'
import { useNow } from '../../kit/use-now.ts'

/** Where the supply switch of a meter stands, and what is wrong with that; nothing while it was never seen. */
export function SupplyFacts({ serial }: { serial: string }) {
  const { data: supply } = useQuery(supplyQuery(serial))
  if (supply?.found == null || supply.foundAt === null) return null
  return <Facts supply={supply} found={supply.found} foundAt={supply.foundAt} />
}

interface FactsProps {
  readonly supply: SupplyState
  readonly found: NonNullable<SupplyState['found']>
  readonly foundAt: string
}

function Facts({ supply, found, foundAt }: FactsProps) {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const { expected, controlMode, loadSideVolts, differences } = supply
  return (
    <>
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        <Fact name={t('supply.switch')}>{t(`supply.state.${found}`)}</Fact>
        <Fact name={t('supply.seen')}>{format.relative(foundAt, now)}</Fact>
        {controlMode !== null && (
          <Fact name={t('supply.mode')} isMinor>
            {controlMode}
          </Fact>
        )}
        {loadSideVolts !== null && (
          <Fact name={t('supply.load-side')} isMinor>
            {`${format.count(loadSideVolts)} V`}
          </Fact>
        )}
      </dl>
      {differences.map(difference => (
        <p key={difference} role="status" className="flex items-center gap-2">
          <Mark shape="major" />
          {t(`supply.differs.${difference}`, { expected: t(`supply.state.${expected ?? found}`) })}
        </p>
      ))}
    </>
  )
}

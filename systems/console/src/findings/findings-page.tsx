import { Suspense } from 'react'
import { useText } from '../i18n/use-text.ts'
import { Page } from '../kit/page/page.tsx'
import { TabLinks } from '../kit/page/tab-links.tsx'
import { part } from '../kit/part/part.tsx'
import { Skeleton } from '../kit/states.tsx'
import { CasesTab } from './cases/cases-tab.tsx'
import { HealthTab } from './health/health-tab.tsx'
import { VoltageMapTab } from './voltage-map-tab.tsx'

const DeskTab = part(() => import('./desk/desk-tab.tsx'))
const RegistersTab = part(() => import('./registers/registers-tab.tsx'))

const tabs = ['cases', 'data', 'health', 'voltage', 'registers'] as const
type Tab = (typeof tabs)[number]

/** What gives reason to look into meters and lines. */
export default function FindingsPage({ tab }: { tab: string | undefined }) {
  const t = useText()
  const current: Tab = tabs.find(known => known === tab) ?? 'cases'
  return (
    <Page title={t('room.findings')}>
      <TabLinks
        label={t('findings.parts')}
        tabs={tabs.map(name => ({
          href: name === 'cases' ? '/findings' : `/findings/${name}`,
          name: t(`findings.tab.${name}`),
          current: name === current,
        }))}
      />
      {current === 'cases' && <CasesTab />}
      {current === 'health' && <HealthTab />}
      {current === 'voltage' && <VoltageMapTab />}
      <Suspense fallback={<Skeleton lines={6} />}>
        {current === 'data' && <DeskTab />}
        {current === 'registers' && <RegistersTab />}
      </Suspense>
    </Page>
  )
}

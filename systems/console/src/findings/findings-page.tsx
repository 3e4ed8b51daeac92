import { useText } from '../i18n/use-text.ts'
import { Page } from '../kit/page/page.tsx'
import { TabLinks } from '../kit/page/tab-links.tsx'
import { CasesTab } from './cases/cases-tab.tsx'
import { HealthTab } from './health/health-tab.tsx'
import { VoltageMapTab } from './voltage-map-tab.tsx'

const tabs = ['cases', 'health', 'voltage'] as const
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
    </Page>
  )
}

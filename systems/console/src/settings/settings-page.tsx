import { Suspense } from 'react'
import { useText } from '../i18n/use-text.ts'
import { Page } from '../kit/page/page.tsx'
import { TabLinks } from '../kit/page/tab-links.tsx'
import { Boundary } from '../kit/part/boundary.tsx'
import { part } from '../kit/part/part.tsx'
import { Skeleton } from '../kit/states.tsx'
import { useMay } from '../session/session.ts'
import { Appearance } from './appearance.tsx'
import { FieldDevices } from './field-devices.tsx'
import { People } from './people.tsx'
import { Schedules } from './schedules.tsx'
import { Tokens } from './tokens.tsx'

const CustomersTab = part(() => import('../customers/customers-tab.tsx'))

const viewers = ['appearance', 'schedules', 'customers'] as const
const administrators = [...viewers, 'people', 'tokens', 'field-devices'] as const
type Tab = (typeof administrators)[number]

/** How the console looks, how meters are read, people, tokens and field devices. */
export default function SettingsPage({ tab }: { tab: string | undefined }) {
  const t = useText()
  const tabs: readonly Tab[] = useMay('administrator') ? administrators : viewers
  const current = tabs.find(known => known === tab) ?? 'appearance'
  return (
    <Page title={t('room.settings')}>
      <TabLinks
        label={t('settings.parts')}
        tabs={tabs.map(name => ({
          href: name === 'appearance' ? '/settings' : `/settings/${name}`,
          name: t(`settings.tab.${name}`),
          current: name === current,
        }))}
      />
      {current === 'appearance' && <Appearance />}
      {current === 'schedules' && <Schedules />}
      <Boundary of={current}>
        <Suspense fallback={<Skeleton lines={6} />}>{current === 'customers' && <CustomersTab />}</Suspense>
      </Boundary>
      {current === 'people' && <People />}
      {current === 'tokens' && <Tokens />}
      {current === 'field-devices' && <FieldDevices />}
    </Page>
  )
}

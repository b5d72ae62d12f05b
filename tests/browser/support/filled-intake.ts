// The alerts of that cell: some paged, some held back or put together, a monitor that has fallen silent, something raised by hand.
import { inMinutes, type People } from './filled'
import type { Service } from './service'

export async function fillIntake(service: Service, { aster, dahlia, hazel }: People): Promise<string> {
  const { items } = await aster.get<{ items: { id: string; name: string }[] }>('/api/v1/integrations')
  const hospital = items.find((it) => it.name === 'Hospital monitoring')?.id ?? ''
  await aster.post('/api/v1/suppressions', {
    reason: 'Change 4471: the imaging archive is moved to the new store', integrations: [hospital],
    when: { fields: { source: 'imaging-*' } }, ends: { is: 'window', to: inMinutes(240) },
  })
  await aster.post('/api/v1/suppressions', { reason: 'The old gateway’s certificate, until it is replaced', integrations: [hospital], when: { severity_at_least: 'warning', fields: { source: 'gw-old' } }, ends: { is: 'review', by: inMinutes(60 * 24 * 6) } })
  await aster.post('/api/v1/monitors', { integration: hospital, name: 'Nightly backup of the record system', every_s: 86_400, grace_s: 3_600, severity: 'error' })
  await aster.post('/api/v1/monitors', { integration: hospital, name: 'Log shipper of the emergency department', every_s: 60, grace_s: 0, severity: 'warning' })
  await service.alert('Domain controller DC-02 answers nobody', 'dc-02', 'dc-02.exampleton.example')
  await service.alert('Change of the old gateway’s certificate', 'gw', 'gw-old')
  await service.alert('Warning: disk of the print server at 91 per cent', 'disk', 'print-01', 'warning')
  await hazel.post('/api/v1/raise', { summary: 'Payroll supplier says that its portal was broken into', criteria: ['spread'], organisations: [], call_back: '+44 1632 960123', text: 'They rang at ten past two. They do not know yet what was taken.' })
  const { items: pages } = await dahlia.get<{ items: { id: string }[] }>('/api/v1/pages')
  if (pages[0]) await dahlia.post(`/api/v1/pages/${pages[0].id}/acknowledge`)
  const raised = await dahlia.post<{ reference: string }>('/api/v1/raise', { summary: 'Ransom note on two ward computers', criteria: ['ransomware'] })
  return raised.reference
}

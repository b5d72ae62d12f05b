// The menu of the pages around the duty of all rotas.
import { SubNav } from '../../parts/subnav'

const parts: [path: string, name: string][] = [['/on-call', 'On call now'], ['/me/duty', 'My duty'], ['/teams', 'Teams'], ['/on-call/fairness', 'Fairness']]

export const DutyMenu = () => <SubNav label="On call" parts={parts} />

// The menu of the pages around who is in the cell.
import { SubNav } from '../../parts/subnav'

const parts: [path: string, name: string][] = [['/people', 'People'], ['/organisations', 'Organisations']]

export const PeopleMenu = () => <SubNav label="People and organisations" parts={parts} />

import type { Advice } from '@weauth/protocol/doctor'
import { doctorAdvice } from '@weauth/protocol/doctor'
import { cell, generated, sourceText } from './errors-document.ts'

const section = ({ id, hint, source }: Advice): string => `<a id="${id}"></a>

### \`${id}\`

| 中文 | English |
|---|---|
| ${cell(hint.zh)} | ${cell(hint.en)} |

${sourceText(source)}
`

/** `docs/doctor.md`: how the doctor is asked, what it answers, and everything it says beyond WeChat's own rules. */
export const doctorDocument = (): string => `${generated}

# The doctor

\`weauth doctor\` says why a link cannot be opened, at which character, what WeChat will show, how sure that is, and what to write instead.
It runs the rules the platform runs: its first error is where the platform stops, and where it finds none the platform opens.

\`\`\`sh
weauth doctor 'https://open.weixin.qq.com/connect/oauth2/authorize?appid=…#wechat_redirect'
weauth doctor --domain www.example.com 'LINK'     # the callback domain is judged, too, step by step
weauth doctor --join http://127.0.0.1:18080 'LINK'  # by the apps of a platform that runs; --seed FILE by those of a file
weauth doctor 10003                               # the number on a phone; an errcode; the words on a page
weauth doctor '{"errcode":40029,"errmsg":"invalid code, rid: 65a77521-2b20c244-77c9084b"}'
weauth doctor 'https://www.example.com/cb?code=…&state=…'   # what came back
weauth doctor --file src/login.js                 # links, one a line, or source text or a log with links in it; or standard input
weauth doctor --explain callback-domain           # a rule, a page or an errcode
\`\`\`

| option | what for |
|---|---|
| \`--appid\`, \`--domain\`, \`--kind\`, \`--unverified\` | what is known of the app: then domain, kind, scope and state are judged as well; \`--kind subscription\` for a 订阅号 |
| \`--seed FILE\`, \`--join URL\` | the same for many apps |
| \`--profile observed\` | WeChat as seen today. By default errors are those of the document, and one that today's WeChat lets pass says so |
| \`--json\` | the report as data, below |
| \`--lang zh\\|en\` | by default that of the locale |
| \`--probe\` | asks the callback, or the address given: DNS, certificate, the answer to a visit without a code. Nothing is followed; code, state and secrets stay here; private addresses are refused unless \`--allow-private\`; each connection goes to the address that was looked at |
| \`--verify-file NAME\` | with \`--probe\`: whether \`MP_verify_….txt\` is served |
| \`--secret-from-env NAME\` | checks a secret with the api host, by the exchange of a code that is none. No other call ever carries a secret |

Exit code: 0 no error (there may be advice), 1 errors, 2 wrong usage. Without \`--probe\`, \`--join\` and \`--secret-from-env\` it asks no network.
Secrets, codes and tokens in what it is given become \`xxxx\` before anything else happens, and are never printed.

On a platform in development the same stands at \`/_weauth/doctor\` (a page; JSON for \`Accept: application/json\`), with the settings of its own
apps; every error page leads there. In a program:

\`\`\`ts
import { diagnose } from '@weauth/protocol/doctor'

const { diagnoses, errors } = diagnose(link, { app: (appid) => apps.get(appid) ?? null })
\`\`\`

## The report

\`schema\` is 1. Later versions may add fields; one that takes a field away or changes its meaning makes it 2.

| field | of | meaning |
|---|---|---|
| \`diagnoses\` | report | one for each thing found in the text, in its order |
| \`errors\`, \`warnings\` | report | how many findings of either severity |
| \`probes\` | report | with \`--probe\`: for each \`url\` its \`steps\`, each with \`id\`, \`outcome\` (\`ok\`, \`warning\`, \`error\`) and \`text\` |
| \`kind\` | diagnosis | \`authorize\`, \`qrconnect\`, \`call\` (to the api host), \`callback\`, \`answer\` (JSON), \`code\`, \`message\`, \`rid\`, \`url\`, \`domain\`, \`identifier\`, \`foreign\` (another protocol), \`unknown\` |
| \`summary\` | diagnosis | what it is, \`zh\` and \`en\` |
| \`input\`, \`at\` | diagnosis | the thing itself, secrets masked; the \`line\` and \`column\` where it begins |
| \`parts\` | diagnosis | the parameters: \`name\`, decoded \`value\`, \`span\` |
| \`domainSteps\` | diagnosis | when the app is known: how redirect_uri \`compares\` (\`form\`, \`host\`, \`port\`, \`path\`), \`given\`, \`expected\`, \`from\` and \`to\` in redirect_uri, whether it \`holds\`, else a \`hint\` |
| \`answeredAt\` | diagnosis | when an answer was given, in seconds since 1970, by its rid |
| \`corrected\` | diagnosis | the \`link\` as it should be, and the rules \`remaining\` to be met elsewhere, such as in the console |
| \`findings\` | diagnosis | errors first in the order of judgement, then the rest |
| \`id\`, \`kind\` | finding | the name; \`rule\`, \`mistake\` (below) or \`answer\` |
| \`severity\` | finding | \`error\` or \`warning\`; only an error keeps a link from working |
| \`given\`, \`expected\`, \`hint\` | finding | both values, — where there is none, and what to do (\`zh\`, \`en\`) |
| \`span\` | finding | \`start\` and \`end\` in \`input\`, in UTF-16 units; alike where something is missing |
| \`shows\` | finding | what WeChat shows: \`phone\` with its number, \`pc\`, the \`document\`'s words, and the number as \`code\` |
| \`certainty\` | finding | \`documented\`, \`observed\` by somebody, or \`assumed\` |
| \`today\` | finding | \`refused\` or \`tolerated\` by WeChat as seen today |
| \`source\` | finding | \`confidence\`, \`where\`, and the \`sentence\` if there is one |
| \`docs\` | finding | where it is explained |
| \`causes\` | finding | of a mistake: the rules broken because of it alone |

WeChat's own rules, pages and errcodes are in [errors.md](errors.md). What follows is what the doctor says besides.

## What people get wrong

${doctorAdvice.map(section).join('\n')}`

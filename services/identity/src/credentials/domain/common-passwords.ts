/**
 * What people choose first, reduced to its letters (see `bareWord`): digits and signs around a word, and letters written as digits, do
 * not make it better. From the lists that leaks repeat every year, with the habits of Chinese keyboards.
 */
const WORDS = `
  password passwort passwd pass passcode pswd pwd mypassword newpassword password passwords changeme change default secret
  admin administrator adminadmin root rootroot toor system sysadmin superuser superadmin user username guest test tester testing testtest demo
  login logon signin welcome welcomeback hello helloworld hellohello hi letmein openme open sesame opensesame enter access
  qwerty qwertyu qwertyui qwertyuiop qwert qwertz qwertzuiop azerty azertyuiop asdf asdfgh asdfghj asdfghjk asdfghjkl asd zxcv zxcvb zxcvbn
  zxcvbnm zxc qaz qazwsx qazwsxedc wsx wsxedc qweasd qweasdzxc qwe qweqwe asdasd zaqwsx qazxsw qq qqq qqqq aaaa aaaaaa aaaaaaaa abc abcd abcde
  abcdef abcdefg abcdefgh abcabc abcabcabc xyz xxx xxxxxx iloveyou iloveu ilove loveyou loveme love lover lovely woaini woaiwo woainima
  aini nihao woshishui wodemima mima meima zhongguo beijing shanghai china chinese wang zhang wangwang
  football baseball basketball soccer hockey tennis golf liverpool arsenal chelsea barcelona realmadrid
  monkey dragon tiger lion eagle panda kitty cat dog puppy shadow master ninja pirate samurai superman batman spiderman pokemon naruto
  starwars trustno trustnoone matrix hunter killer ranger buster jordan michael jennifer jessica michelle daniel thomas robert charlie andrew
  joshua matthew ashley amanda nicole hannah george william anthony alexander thunder summer winter spring autumn sunshine moonlight
  princess prince queen king angel angels flower flowers butterfly rainbow chocolate cookie cheese banana orange apple cherry pepper ginger
  computer internet server network windows microsoft google facebook twitter linkedin wechat weixin wecom qiyeweixin tencent alibaba taobao
  samsung iphone android apple huawei xiaomi mobile phone company office business sales service support info contact manager marketing
  january february march april may june july august september october november december monday tuesday wednesday thursday friday
  saturday sunday freedom whatever forever family friend friends happy lucky money dollar gold silver diamond crystal
  mustang porsche ferrari mercedes corvette camaro yamaha harley honda toyota maverick phoenix merlin magic mystic blink pussy fuckyou
  fuck shit bitch hahaha haha lol nothing something anything jesus christ church god amen
`

export const COMMON_WORDS: ReadonlySet<string> = new Set(WORDS.trim().split(/\s+/))

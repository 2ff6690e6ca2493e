/** Slurs, and contempt aimed at groups of people. Own work; see NOTICE.md. */

/** Slurs: weight from 0 to 1, then words; applied in every language. */
export const SLURS: readonly (readonly [number, string])[] = [
  [
    0.95,
    'nigger*,nigga*,faggot*,fags,kike*,spic,spics,chink,chinks,gook*,wetback*,towelhead*,raghead*,beaner*,sand nigger*,jigaboo*,jiggaboo*,darkie*,slanteye*,porch monkey*,heil hitler,sieg heil,white power,gas the jews,race traitor*,untermensch*,kanake*,neger,nègre*,sale arabe*,bougnoule*,youpin*,sudaca*,negro de mierda,moro de mierda,negro di merda,frocio,froci,terrone,terroni,viado*,macaco de,makak*,czarnuch*,pedał*,ciapat*',
  ],
  [
    0.75,
    'fag,paki,pakis,tranny,trannies,coon,coons,dyke*,pikey*,gypsies,negro,shemale*,retard,retards,retarded,mongoloid*,maricón*,maricones,sudaka,bicha,paneleiro*,schwuchtel*,zigeuner*,tapette*,pédé*,gouine*,ricchione*,checca,culattone*,flikker*,mof,チョン,シナ人,土人',
  ],
  [
    0.6,
    'go back to your country,go back to where you came from,go back to africa,build the wall,great replacement,deport them all,islam is a cancer,ausländer raus,fuera inmigrantes,dehors les immigrés,fuori gli immigrati,eigen volk eerst,invaders',
  ],
];

/** People as groups. */
export const GROUPS =
  'muslims,muslim,islam,jews,jew,jewish,blacks,black people,black person,black men,black women,africans,asians,chinese people,mexicans,latinos,arabs,indians,immigrants,immigrant,migrants,refugees,refugee,foreigners,gays,gay people,gay men,homosexuals,lesbians,trans people,trans person,trans women,transgender people,transgenders,women,woman,girls,females,disabled people,disabled,the disabled,cripples,whites,white people,gypsies,roma,christians,hindus,judíos,musulmanes,negros,inmigrantes,mujeres,juifs,musulmans,noirs,immigrés,femmes,juden,muslime,ausländer,flüchtlinge,frauen,ebrei,musulmani,immigrati,negri,donne,judeus,muçulmanos,imigrantes,mulheres,joden,moslims,buitenlanders,vrouwen,żydzi,muzułmanie,imigranci';

/** What hate says of groups; counts only near one of them. */
export const CONTEMPT =
  "hate,despise,detest,loathe,scum,vermin,disgust*,filth,filthy,trash,garbage,subhuman*,animals,pigs,rats,cockroach*,parasites,disease,plague,cancer,inferior,worthless,useless,stupid,evil,disgrace,should die,must die,deserve to die,kill,kill all,exterminat*,wiped out,gassed,gas,hanged,hang,lynch,shoot,shot,burn,beat,deport,ban,get rid of,raped,not human,not people,aren't human,are dirty,criminals,terrorists,rapists,thieves,abomination,sick,freaks,odio,asco,escoria,ratas,basura,matar,sale,sales,haine,déteste,vermine,hasse,abschaum,ungeziefer,dreck,raus,odio,feccia,schifo,topi,lixo,nojo,haat,tuig,ongedierte,nienawidzę";

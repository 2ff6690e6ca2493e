/** Insults, contempt and threats: weight from 0 to 1, then words by language. Own work; see NOTICE.md. */
export const TOXICITY: Readonly<Record<string, readonly (readonly [number, string])[]>> = {
  en: [
    [
      0.95,
      'fuck you,fuck off,fuck u,go fuck yourself,kill yourself,kys,go die,drop dead,die in a fire,hope you die,i will kill you,piece of shit,son of a bitch,motherfucker*,cunt*,eat shit,go to hell,rot in hell,burn in hell,scum of the earth',
    ],
    [
      0.85,
      'asshole*,arsehole*,bitch*,bastard*,dickhead*,fuckwit*,wanker*,twat*,prick,scumbag*,dumbass*,dumbfuck,shithead*,shithole,retard*,moron*,imbecile*,idiot*,degenerate*,subhuman,shut the fuck up,stfu,whore*,slut*,skank*,douche*,jackass*,cretin*,lowlife*,filthy,vermin,parasite*,brain dead,braindead,waste of space,waste of oxygen,fuck*',
    ],
    [
      0.72,
      'stupid,shut up,dumb,pathetic,loser*,clown*,trash,garbage,disgusting,ugly,fat pig,liar*,pervert*,creep*,coward*,hypocrite*,senile,worthless,useless,ignorant,fool*,crazy,insane,lunatic*,psycho*,delusional,shit*,bullshit,crap,piss off,screw you,get lost,nobody likes you,nobody asked,you suck,sucks,hate you,hell',
    ],
    [0.3, 'damn,dammit,goddamn,ass,lame,nonsense,ridiculous,joke,shame on'],
  ],
  es: [
    [
      0.9,
      'hijo de puta,hijos de puta,vete a la mierda,que te jodan,muérete,ojalá te mueras,malparid*,cabrón,cabrones,gilipollas,pendejo*,puta,puto,zorra,maricón*',
    ],
    [
      0.75,
      'idiota*,imbécil*,estúpid*,tonto*,tonta*,asqueros*,basura,inútil*,payas*,cállate,ladrones,mierda,subnormal*,retrasad*,cerd*,escoria',
    ],
  ],
  fr: [
    [
      0.9,
      'fils de pute,va te faire,nique ta mère,ta gueule,va mourir,crève,enculé*,connard*,connasse*,salope*,salaud*,ordure*,pute,enfoiré*',
    ],
    [
      0.75,
      'idiot*,imbécile*,stupide*,débile*,crétin*,abruti*,con,conne,nul,ferme la,dégueulasse*,pourriture,voleurs,merde,minable*,bouffon*,clown*',
    ],
  ],
  de: [
    [
      0.9,
      'arschloch,arschlöcher,hurensohn,hurensöhne,wichser,fick dich,verpiss dich,verrecke,verreck,stirb,fotze*,schlampe*,missgeburt*,drecksau,scheißkerl,halt die fresse,halts maul',
    ],
    [
      0.75,
      'idiot*,idioten,dumm*,blöd*,trottel*,depp*,vollpfosten,vollidiot*,spast*,spasti,behindert,dreck,abschaum,lügner*,halt die klappe,lächerlich,widerlich*,ekelhaft*,scheiß*,scheisse',
    ],
  ],
  it: [
    [
      0.9,
      'figlio di puttana,vaffanculo,muori,crepa,stronzo,stronza,stronzi,troia,puttana,coglione,coglioni,bastard*,testa di cazzo,pezzo di merda',
    ],
    [
      0.75,
      'idiota,idioti,imbecille*,stupid*,cretin*,scem*,deficient*,schifos*,ladri,buffon*,pagliacc*,ignorant*,zitto,merda,feccia',
    ],
  ],
  pt: [
    [
      0.9,
      'filho da puta,filhos da puta,vai tomar no cu,vai se foder,vai-te foder,vsf,vtnc,morre,desgraçad*,arrombad*,vadia*,puta,cuzão,babaca*',
    ],
    [
      0.75,
      'idiota*,imbecil*,estúpid*,burro,burra,otári*,lixo,nojent*,ladrão,ladrões,cala a boca,palhaç*,retardad*,escória,merda,ridícul*',
    ],
  ],
  nl: [
    [
      0.9,
      'klootzak*,hoer,hoeren,kankerlijer,kanker*,tering*,tyfus*,rot op,sterf,ga dood,val dood,lul,eikel,slet,kutwijf,godverdomme',
    ],
    [
      0.75,
      'idioot,idioten,sukkel*,dom,domme,stom,stomme,debiel*,mongool,achterlijk*,smeerlap*,oplichter*,leugenaar*,hou je bek,hou je mond,waardeloos,walgelijk*,tuig,losers',
    ],
  ],
  pl: [
    [
      0.9,
      'skurwysyn*,spierdalaj,wypierdalaj,jebać,jebany,kurwa,kurwy,chuj*,dziwka,zdechnij,pierdol się,suka,szmata,pojeb*',
    ],
    [
      0.75,
      'idiot*,debil*,głupi,głupia,głupek,kretyn*,imbecyl*,śmieć,śmieci,oszust*,złodziej*,zamknij się,frajer*,dureń,żałosn*',
    ],
  ],
  ja: [
    [0.9, '死ね,殺す,くたばれ,消えろ,ぶっ殺,クソ野郎,くそ野郎,ゴミ野郎'],
    [0.75, 'バカ,馬鹿,アホ,クズ,ゴミ,キモい,きもい,ブス,デブ,うざい,ウザい,黙れ,嘘つき,カス,ふざけるな'],
  ],
  ar: [
    [0.9, 'ابن الكلب,ابن كلب,كس امك,يلعن,شرموطة,قحبة,اقتلك,موت يا,منيوك,عرص'],
    [0.75, 'غبي,غبية,حمار,حيوان,كلب,كلاب,حقير,زبالة,قذر,احمق,تافه,كذاب,وسخ,اخرس'],
  ],
};

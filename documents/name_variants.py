"""Variants of characters in names: in each group the first one stands for all in search keys.

Only for finding. What is shown and printed is the character that was typed. Most of these
are left alone by NFKC (髙 U+9AD9, 﨑 U+FA11, 𠮷 U+20BB7); a group is added by writing it here.
"""

GROUPS = """
辺邊邉 斎斉齋齊 高髙 崎﨑嵜 浜濱濵 沢澤 吉𠮷 桜櫻 広廣 国國圀 島嶋嶌 渕淵渊 富冨 滝瀧 竜龍 恵惠 真眞 徳德 静靜
瀬瀨 関關 蔵藏 実實 宝寶寳 寿壽 鉄鐵 浅淺 豊豐 与與 円圓 条條 栄榮 万萬 峰峯 岳嶽 館舘 村邨 野埜 船舩 橋槗
柳栁桺 桑桒 曽曾 祢禰 鴎鷗 蒋蔣 郷鄕鄉 頼賴 緒緖 増增 寛寬 教敎 横橫 歩步 清淸 黒黑 巻卷 呉吳 内內 禄祿 薫薰
顕顯 槙槇 尭堯 遥遙 瑶瑤 荘莊 学學 涼凉 恒恆 悦悅 尚尙 将將 弥彌 亜亞 児兒 齢齡 塩鹽 穂穗 稲稻 桧檜 祇祗 来來
莱萊 薮藪籔 剣劍劒劔釼 鎮鎭 穎頴 兎兔 麹麴 渋澁澀 双雙 青靑 髪髮 鶏鷄雞 黄黃 亀龜 乗乘 仏佛 伝傳 応應 戸戶 晩晚
暁曉 楽樂 気氣 温溫 湾灣 為爲 狭狹 尽盡 研硏 礼禮 経經 総總 聡聰 声聲 旧舊 芸藝 号號 観觀 譲讓 予豫 転轉 医醫
銭錢 鋳鑄 雁鴈 団團 壱壹 壮壯 奥奧 嬢孃 専專 庁廳 彦彥 抜拔 摂攝 済濟 猪豬 当當 禅禪 糸絲 台臺 芦蘆 会會 売賣
読讀 県縣 区區 参參 帯帶 拡擴 拝拜 挙擧 数數 昼晝 桟棧 桝枡 検檢 権權 欧歐 沖冲 浄淨 涙淚 渓溪 満滿 潜潛 焼燒
犠犧 献獻 独獨 画畫 発發 畳疊 称稱 竃竈 粛肅 継繼 続續 縁緣 繊纖 翠翆 茎莖 蛍螢 蛮蠻 装裝 覚覺 証證 誉譽 辞辭
逓遞 遅遲 郎郞 酔醉 鈎鉤 録錄 鎌鐮 隠隱 霊靈 駅驛 駆驅 験驗 点點 昂昻 諫諌 迩邇 迪廸 侠俠 侭儘 梅楳 松枩
"""

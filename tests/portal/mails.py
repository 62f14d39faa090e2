"""The assignment mails of the licensing side, as a customer forwards them."""

MAILS = {
    "en": """---------- Forwarded message ---------
From: Licensing Center <voucher@licensing.example>
Subject: Planning services voucher {number}

Hello Lin Mei,

a planning services voucher has been assigned to you. Give its number
and this e-mail address to the partner of your choice.

Voucher number: {number}
Program: DDPS
Service level: 5 days
Customer: Contoso Ltd (C-1001)
Assigned to: Lin Mei <{email}>
""",
    "zh-TW": """---------- 轉寄的郵件 ---------
寄件者：授權中心 <voucher@licensing.example>
主旨：規劃服務憑證 {number}

林美您好：

已有一張規劃服務憑證指派給您。請將號碼與此電子郵件地址提供給您選擇的合作夥伴。

憑證號碼：{number}
方案：DDPS
服務天數：5 天
客戶：Contoso Ltd (C-1001)
指派給：林美 <{email}>
""",
}

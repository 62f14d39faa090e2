# 登入與登出。
sign-in-button = 登入
signing-in-title = 正在登入
signing-in-text = 正在前往登入頁面。
signing-in-button = 前往登入頁面
signed-in-title = 您已登入
signed-in-text = 請關閉此分頁，回到原本的分頁再送出一次表單。
signed-out-title = 您已登出
signed-out-text = 您可以關閉此頁面，或重新登入。
sign-in-again-title = 請重新登入
sign-in-again-text = 登入時間過長、從另一個瀏覽器開始登入，或瀏覽器不接受此網站的 Cookie。

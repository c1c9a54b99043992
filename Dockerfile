# The gateway as one container. It wants DATABASE_URL and the secrets from its environment:
#   docker build -t kaixu-gateway .
#   docker run -p 8787:8787 --env-file .env kaixu-gateway
FROM node:24-slim AS site
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN node scripts/site.ts

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8787 DATA_DIR=/data
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund && install -d -o node -g node /data
COPY . .
COPY --from=site /app/dist ./dist
ENV SITE_DIRECTORY=/app/dist
USER node
EXPOSE 8787
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD node -e "fetch('http://127.0.0.1:'+process.env.PORT+'/.netlify/functions/health').then(r=>r.json()).then(h=>process.exit(h.db.ok?0:1),()=>process.exit(1))"
CMD ["node", "scripts/serve.ts"]
